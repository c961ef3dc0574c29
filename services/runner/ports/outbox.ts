/** What a decision sends, as records: run events, effects by channel, timers. */
import type { Codec } from '@upshot/avro';
import type { OutgoingRecord } from '@upshot/bus';
import { ACTION_CHANNELS, type Channel } from '@upshot/definitions';
import { UpshotError } from '@upshot/errors';
import type { Decision, EffectRequest, Fields, RunEvent, RunOrigin, TimerRequest } from '@upshot/flow';
import {
  effectsTopic,
  RUN_EVENTS,
  TIMER_COMMANDS,
  type Effect,
  type RunEvent as EventRecord,
  type TimerCommand,
} from '@upshot/schemas';
import { eventRecordOf } from '../event-record-of.ts';

/** The trace that goes with what is sent. */
export interface SentTrace {
  readonly headers: Readonly<Record<string, string>>;
  readonly traceId: string | null;
}

/** What a run sends. An effect names the step that waits for it: when that is over, nobody needs it again. */
export interface Sending extends OutgoingRecord {
  readonly stepId?: string | undefined;
}

export interface Outbox {
  recordsOf(decision: Decision, trace: SentTrace): readonly Sending[];
}

export interface OutboxCodecs {
  readonly events: Pick<Codec<EventRecord>, 'encode'>;
  /** By channel: each topic has a subject, and so a schema id, of its own. */
  readonly effects: ReadonlyMap<Channel, Pick<Codec<Effect>, 'encode'>>;
  readonly timers: Pick<Codec<TimerCommand>, 'encode'>;
}

/** An outbox that encodes with the topics' own schemas. */
export function createOutbox(codecs: OutboxCodecs): Outbox {
  return {
    recordsOf({ state, events, effects, timers }, { headers, traceId }) {
      if (state === null) return [];
      const { origin } = state;
      const nowMs = events.at(-1)?.atMs ?? 0;
      return [
        ...events.map((event) => eventOut(event, origin, traceId, codecs)),
        ...effects.map((effect) => effectOut(effect, origin, nowMs, codecs)),
        ...timers.map((timer) => timerOut(timer, origin, codecs)),
      ].map((record) => ({ ...record, headers }));
    },
  };
}

const eventOut = (
  event: RunEvent,
  origin: RunOrigin,
  traceId: string | null,
  { events }: OutboxCodecs,
): OutgoingRecord => ({
  topic: RUN_EVENTS,
  key: origin.runId,
  value: events.encode(eventRecordOf(event, origin, traceId)),
});

function effectOut(
  request: EffectRequest,
  origin: RunOrigin,
  requestedAtMs: number,
  { effects }: OutboxCodecs,
): Sending {
  const channel = ACTION_CHANNELS[request.action];
  const {
    tenantId,
    runId,
    definitionId,
    definitionVersion,
    module,
    triggerName,
    recordId,
    rootRunId,
    depth,
  } = origin;
  const { effectId, stepId, nodeId, action, config, record } = request;
  const value = codecFor(effects, channel).encode({
    tenantId,
    effectId,
    runId,
    stepId,
    nodeId,
    definitionId,
    definitionVersion,
    channel,
    action,
    module,
    triggerName,
    recordId,
    rootRunId,
    depth,
    requestedAtMs,
    config: JSON.stringify(config),
    record: JSON.stringify(record),
    previous: textOf(origin.before),
  });
  return { topic: effectsTopic(channel), key: `${tenantId}/${recordId}`, value, stepId };
}

function codecFor(effects: OutboxCodecs['effects'], channel: Channel): Pick<Codec<Effect>, 'encode'> {
  const found = effects.get(channel);
  if (found === undefined) throw new UpshotError('internal', `no codec for the channel ${channel}`);
  return found;
}

const textOf = (fields: Fields | null): string | null => (fields === null ? null : JSON.stringify(fields));

const timerOut = (
  { timerId, stepId, dueAtMs }: TimerRequest,
  { tenantId, runId }: RunOrigin,
  { timers }: OutboxCodecs,
): OutgoingRecord => ({
  topic: TIMER_COMMANDS,
  key: runId,
  value: timers.encode({ tenantId, timerId, runId, stepId, verb: 'set', dueAtMs, date: null }),
});
