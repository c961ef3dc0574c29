/** Stage decode-timer: records into timers to set or cancel; what cannot be read goes to the dead letters. */
import type { Codec } from '@upshot/avro';
import type { Batch, BusRecord } from '@upshot/bus';
import { readOrBury, type DeadLetters } from '@upshot/dead-letters';
import { UpshotError } from '@upshot/errors';
import type { TimerCommand } from '@upshot/schemas';
import {
  ATTRIBUTES,
  contextFromHeaders,
  contextToHeaders,
  recordedStage,
  type Context,
  type Telemetry,
} from '@upshot/telemetry';
import type { TimerChange } from '../ports/timer-store.ts';

export interface DecodeTimersPorts {
  readonly codec: Pick<Codec<TimerCommand>, 'decode'>;
  readonly deadLetters: DeadLetters;
  readonly telemetry: Telemetry;
  readonly now: () => number;
}

/** What is to become of a timer, in the trace in which it was asked for. */
export interface ToldTimer {
  readonly change: TimerChange;
  readonly context: Context;
}

/** Reads a batch. Throws what another attempt can help (`registry_unavailable`, `bus_unavailable`). */
export async function decodeTimers(batch: Batch, ports: DecodeTimersPorts): Promise<readonly ToldTimer[]> {
  const told: ToldTimer[] = [];
  for (const record of batch.records) {
    const timer = await readOrBury(record, 'decode-timer', ports.deadLetters, () => read(record, ports));
    if (timer !== null) told.push(timer);
  }
  return told;
}

async function read(record: BusRecord, ports: DecodeTimersPorts): Promise<ToldTimer> {
  const startTimeMs = ports.now();
  if (record.value === null) throw new UpshotError('record_invalid', 'a timer command without a value');
  const command = await ports.codec.decode(record.value);
  const context = recordedStage(ports.telemetry, 'decode-timer', {
    parent: contextFromHeaders(record.headers),
    attributes: {
      [ATTRIBUTES.tenantId]: command.tenantId,
      ...(command.date === null
        ? { [ATTRIBUTES.runId]: command.runId }
        : { [ATTRIBUTES.definitionId]: command.date.definitionId }),
      [ATTRIBUTES.timerId]: command.timerId,
    },
    startTimeMs,
    endTimeMs: ports.now(),
  });
  return { change: changeOf(command, contextToHeaders(context)['traceparent'] ?? null), context };
}

/** A verb of a newer writer must not pass in silence: a timer that is not set is a run that never goes on. */
function changeOf(command: TimerCommand, traceparent: string | null): TimerChange {
  const { verb, date, tenantId, timerId, dueAtMs, runId, stepId } = command;
  const common = { tenantId, timerId, dueAtMs, traceparent };
  if (verb === 'other') throw new UpshotError('record_invalid', 'a timer command with an unknown verb');
  if (verb === 'set' || verb === 'cancel') return { ...common, verb, runId, stepId };
  if (date === null) throw new UpshotError('record_invalid', 'a plan without its date');
  return { ...common, verb, date };
}
