/** Stage decode-command: records into commands, grouped by run; what cannot be read goes to the dead letters. */
import type { Codec } from '@upshot/avro';
import type { Batch, BusRecord } from '@upshot/bus';
import { readOrBury, type DeadLetters } from '@upshot/dead-letters';
import { UpshotError } from '@upshot/errors';
import type { Command } from '@upshot/flow';
import type { RunCommand } from '@upshot/schemas';
import {
  contextFromHeaders,
  recordedStage,
  ATTRIBUTES,
  type Context,
  type Telemetry,
} from '@upshot/telemetry';
import { commandOf } from '../command-of.ts';
import { placeOf, type Place } from '../place.ts';

export interface DecodeCommandsPorts {
  readonly codec: Pick<Codec<RunCommand>, 'decode'>;
  readonly deadLetters: DeadLetters;
  readonly telemetry: Telemetry;
  readonly now: () => number;
}

/** A command with the trace that it belongs to. */
export interface ToldCommand {
  readonly command: Command;
  /** The context of the activation's trace. */
  readonly context: Context;
  readonly place: Place;
}

/** All commands of one run in a batch, in order. */
export interface ToldRun {
  readonly tenantId: string;
  readonly runId: string;
  readonly told: readonly ToldCommand[];
}

/** Reads a batch. Throws what another attempt can help (`registry_unavailable`, `bus_unavailable`). */
export async function decodeCommands(batch: Batch, ports: DecodeCommandsPorts): Promise<readonly ToldRun[]> {
  const runs = new Map<string, { tenantId: string; runId: string; told: ToldCommand[] }>();
  for (const record of batch.records) {
    const found = await readOrBury(record, 'decode-command', ports.deadLetters, () => read(record, ports));
    if (found === null) continue;
    const { tenantId, runId, told } = found;
    const run = runs.get(runId) ?? { tenantId, runId, told: [] };
    run.told.push(told);
    runs.set(runId, run);
  }
  return [...runs.values()];
}

async function read(record: BusRecord, ports: DecodeCommandsPorts) {
  const startTimeMs = ports.now();
  if (record.value === null) throw new UpshotError('record_invalid', 'a command without a value');
  const message = await ports.codec.decode(record.value);
  const command = commandOf(message);
  const context = recordedStage(ports.telemetry, 'decode-command', {
    parent: contextFromHeaders(record.headers),
    attributes: {
      [ATTRIBUTES.tenantId]: message.tenantId,
      [ATTRIBUTES.runId]: message.runId,
      [ATTRIBUTES.commandKind]: command.type,
    },
    startTimeMs,
    endTimeMs: ports.now(),
  });
  const told = { command, context, place: placeOf(record) };
  return { tenantId: message.tenantId, runId: message.runId, told };
}
