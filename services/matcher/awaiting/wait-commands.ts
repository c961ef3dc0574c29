/** The commands that come of a wait: a timer to plan or to withdraw, a run to start. */
import { deriveId } from '@upshot/ids';
import { paddedSequence } from '@upshot/mirror-reader';
import type { PlannedDate, RunCommand, TimerCommand } from '@upshot/schemas';
import type { Listening } from '../listening-entries.ts';
import { startCommand, unchanged } from '../start-command.ts';
import type { Happened } from './wait.ts';

/** One wait for each definition and whatever tells what belongs together: a record, or a value of both activities' data. */
export const waitIdOf = (
  { definition: { tenantId, id, trigger } }: Listening,
  correlation: string | null,
  value: string,
): string => deriveId('timer', 'activity', tenantId, id, trigger.module, correlation ?? '', value);

/** Which beginning a timer stands for; a newer beginning moves the timer. */
export const occurrenceOf = ({ positionId }: Happened): string => deriveId('activity', positionId);

/** Waits until the limit has passed. */
export function planCommand(
  listening: Listening,
  waitId: string,
  begun: Happened,
  limitMs: number,
  follows: string | null = null,
): TimerCommand {
  const date = {
    ...dateOf(listening, begun, BigInt(begun.atMs) * 2n),
    occurrence: occurrenceOf(begun),
    follows,
  };
  return commandOf(listening, waitId, 'plan', begun.atMs + limitMs, date);
}

/** Waits no longer. What answers counts as later than what began at the same moment. */
export function withdrawCommand(listening: Listening, waitId: string, by: Happened): TimerCommand {
  return commandOf(listening, waitId, 'withdraw', 0, dateOf(listening, by, BigInt(by.atMs) * 2n + 1n));
}

function commandOf(
  { definition: { tenantId } }: Listening,
  timerId: string,
  verb: 'plan' | 'withdraw',
  dueAtMs: number,
  date: PlannedDate,
): TimerCommand {
  return { tenantId, timerId, runId: '', stepId: '', verb, dueAtMs, date };
}

const dateOf = ({ definition }: Listening, { recordId }: Happened, sequence: bigint): PlannedDate => ({
  definitionId: definition.id,
  definitionVersion: definition.version,
  module: definition.trigger.module,
  recordId,
  sequence: paddedSequence(sequence),
  fromMs: 0,
  occurrence: '',
  follows: null,
  rootRunId: null,
  depth: 0,
});

/** Starts a run about the record of `happened`, in which nothing has changed. */
export function startOfWait(
  listening: Listening,
  { positionId, recordId, image }: Happened,
  committedAtMs: number,
  sentAtMs: number,
): RunCommand {
  const { tenantId, id, trigger } = listening.definition;
  const started = {
    ...unchanged(image),
    recordId,
    module: trigger.module,
    operation: 'update',
    positionId,
    committedAtMs,
    rootRunId: null,
    depth: 0,
  };
  return startCommand(listening, deriveId('run', tenantId, id, positionId), started, sentAtMs);
}
