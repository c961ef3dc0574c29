/** A command as the decoded record would tell it, of no trace and at some place. */
import type { Command } from '@upshot/flow';
import { contextFromHeaders } from '@upshot/telemetry';
import type { ToldCommand } from '../stages/decode-command.ts';

export const toldOf = (command: Command): ToldCommand => ({
  command,
  context: contextFromHeaders({}),
  place: { partition: 0, offset: 0n, atMs: 0 },
});
