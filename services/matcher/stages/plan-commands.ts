/** Stage plan-commands: a start command for each match, under an id derived from what it is about (law 1). */
import type { Codec } from '@upshot/avro';
import type { OutgoingRecord } from '@upshot/bus';
import { deriveId } from '@upshot/ids';
import { RUN_COMMANDS, type RunCommand } from '@upshot/schemas';
import { contextToHeaders, type Telemetry } from '@upshot/telemetry';
import type { Listening } from '../listening-entries.ts';
import type { RecordChanged } from '../record-change.ts';
import { imagesOf, startCommand, type SentImages } from '../start-command.ts';
import { traceChange } from '../trace-change.ts';

export interface PlanCommandsPorts {
  readonly codec: Pick<Codec<RunCommand>, 'encode'>;
  readonly telemetry: Telemetry;
  readonly now: () => number;
}

/** The commands, each in a trace of its own: one trace per activation. */
export function planCommands(
  changed: RecordChanged,
  matches: readonly Listening[],
  ports: PlanCommandsPorts,
): readonly OutgoingRecord[] {
  if (matches.length === 0) return [];
  const images = imagesOf(changed.change);
  return matches.map((listening) => {
    const startTimeMs = ports.now();
    const command = commandOf(changed, listening, images, startTimeMs);
    const value = ports.codec.encode(command);
    const context = traceChange(changed, command, { startTimeMs, endTimeMs: ports.now() }, ports.telemetry);
    return { topic: RUN_COMMANDS, key: command.runId, value, headers: contextToHeaders(context) };
  });
}

function commandOf(
  { change, module, tenantId, recordId, cause }: RecordChanged,
  listening: Listening,
  images: SentImages,
  sentAtMs: number,
): RunCommand {
  const { id: positionId, committedAtMs } = change.position;
  const runId = deriveId('run', tenantId, listening.definition.id, positionId);
  const started = {
    ...images,
    recordId,
    module: module.module,
    operation: change.operation,
    positionId,
    committedAtMs,
    rootRunId: cause?.rootRunId ?? null,
    depth: cause?.depth ?? 0,
  };
  return startCommand(listening, runId, started, sentAtMs);
}
