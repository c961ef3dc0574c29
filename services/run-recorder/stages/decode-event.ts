/** Stage decode-event: records into run events, grouped by run; what cannot be read goes to the dead letters. */
import type { Codec } from '@upshot/avro';
import type { Batch, BusRecord } from '@upshot/bus';
import { readOrBury, type DeadLetters } from '@upshot/dead-letters';
import { UpshotError } from '@upshot/errors';
import type { RunEvent } from '@upshot/schemas';
import {
  ATTRIBUTES,
  contextFromHeaders,
  recordedStage,
  type Context,
  type Telemetry,
} from '@upshot/telemetry';

export interface DecodeEventsPorts {
  readonly codec: Pick<Codec<RunEvent>, 'decode'>;
  readonly deadLetters: DeadLetters;
  readonly telemetry: Telemetry;
  readonly now: () => number;
}

/** All events of one run in a batch, in order. */
export interface ToldRun {
  readonly runId: string;
  readonly events: readonly RunEvent[];
  /** The trace of the last of them. */
  readonly context: Context;
}

interface Told {
  readonly event: RunEvent;
  readonly context: Context;
}

/** Reads a batch. Throws what another attempt can help (`registry_unavailable`, `bus_unavailable`). */
export async function decodeEvents(batch: Batch, ports: DecodeEventsPorts): Promise<readonly ToldRun[]> {
  const runs = new Map<string, ToldRun>();
  for (const record of batch.records) {
    const told = await readOrBury(record, 'decode-event', ports.deadLetters, () => read(record, ports));
    if (told === null) continue;
    const { event, context } = told;
    const events = [...(runs.get(event.runId)?.events ?? []), event];
    runs.set(event.runId, { runId: event.runId, events, context });
  }
  return [...runs.values()];
}

async function read(record: BusRecord, ports: DecodeEventsPorts): Promise<Told> {
  const startTimeMs = ports.now();
  if (record.value === null) throw new UpshotError('record_invalid', 'a run event without a value');
  const event = await ports.codec.decode(record.value);
  const context = recordedStage(ports.telemetry, 'decode-event', {
    parent: contextFromHeaders(record.headers),
    attributes: { [ATTRIBUTES.tenantId]: event.tenantId, [ATTRIBUTES.runId]: event.runId },
    startTimeMs,
    endTimeMs: ports.now(),
  });
  return { event, context };
}
