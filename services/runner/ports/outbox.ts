/** What a decision sends, as records: run events, effects by channel, timers. */
import type { Codec } from '@upshot/avro';
import type { OutgoingRecord } from '@upshot/bus';
import { ACTION_CHANNELS, type Channel } from '@upshot/definitions';
import { UpshotError } from '@upshot/errors';
import {
  OUTCOME_OF_END,
  readable,
  type Decision,
  type EffectRequest,
  type Fields,
  type ParentAnswer,
  type RunEvent,
  type RunOrigin,
  type RunState,
  type StartRequest,
  type TimerRequest,
} from '@upshot/flow';
import {
  effectsTopic,
  NO_COMMAND,
  NO_TAKE_OVER,
  RUN_COMMANDS,
  RUN_EVENTS,
  START_REQUESTS,
  TIMER_COMMANDS,
  type Effect,
  type RunCommand,
  type RunEvent as EventRecord,
  type StartRequest as StartRecord,
  type TimerCommand,
} from '@upshot/schemas';
import { eventRecordOf } from '../event-record-of.ts';

/** The trace that goes with what is sent. */
export interface SentTrace {
  readonly headers: Readonly<Record<string, string>>;
  readonly traceId: string | null;
}

export interface Outbox {
  recordsOf(decision: Decision, trace: SentTrace): readonly OutgoingRecord[];
}

export interface OutboxCodecs {
  readonly events: Pick<Codec<EventRecord>, 'encode'>;
  /** By channel: each topic has a subject, and so a schema id, of its own. */
  readonly effects: ReadonlyMap<Channel, Pick<Codec<Effect>, 'encode'>>;
  readonly timers: Pick<Codec<TimerCommand>, 'encode'>;
  readonly commands: Pick<Codec<RunCommand>, 'encode'>;
  readonly starts: Pick<Codec<StartRecord>, 'encode'>;
}

/** An outbox that encodes with the topics' own schemas. */
export function createOutbox(codecs: OutboxCodecs): Outbox {
  return {
    recordsOf({ state, events, effects, timers, cancels, starts, answers, stops }, { headers, traceId }) {
      if (state === null) return [];
      const { origin } = state;
      const nowMs = events.at(-1)?.atMs ?? 0;
      return [
        ...events.map((event) => eventOut(event, origin, traceId, codecs)),
        ...effects.map((effect) => effectOut(effect, state, nowMs, codecs)),
        ...timers.map((timer) => timerOut(timer, origin, codecs)),
        ...cancels.map((timerId) => cancelOut(timerId, origin, codecs)),
        ...starts.map((start) => startOut(start, origin, nowMs, codecs)),
        ...answers.map((answer) => answerOut(answer, origin, nowMs, codecs)),
        ...stops.map((runId) => stopOut(runId, origin, nowMs, codecs)),
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
  state: RunState,
  requestedAtMs: number,
  { effects }: OutboxCodecs,
): OutgoingRecord {
  const channel = ACTION_CHANNELS[request.action];
  const { origin } = state;
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
    sandbox: origin.sandbox ?? false,
    readable: readableText(state),
    config: JSON.stringify(config),
    record: JSON.stringify(record),
    previous: textOf(origin.before),
  });
  return { topic: effectsTopic(channel), key: `${tenantId}/${recordId}`, value };
}

/** What templates may read beside the record, which the effect has already; null where a run knows nothing more yet. */
function readableText(state: RunState): string | null {
  const { variables, steps } = readable(state);
  const isEmpty = Object.keys(variables).length === 0 && Object.keys(steps).length === 0;
  return isEmpty ? null : JSON.stringify({ variables, steps });
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

const cancelOut = (
  timerId: string,
  { tenantId, runId }: RunOrigin,
  { timers }: OutboxCodecs,
): OutgoingRecord => ({
  topic: TIMER_COMMANDS,
  key: runId,
  value: timers.encode({ tenantId, timerId, runId, stepId: '', verb: 'cancel', dueAtMs: 0, date: null }),
});

function startOut(
  { runId, stepId, definitionId, awaits, variables }: StartRequest,
  origin: RunOrigin,
  requestedAtMs: number,
  { starts }: OutboxCodecs,
): OutgoingRecord {
  const { tenantId, module, recordId, rootRunId, depth, sandbox = false } = origin;
  // A run that another one starts is one step further from what a person did (law 6).
  const value = starts.encode({
    tenantId,
    runId,
    definitionId,
    module,
    recordId,
    startAt: null,
    definition: null,
    variables: JSON.stringify(variables),
    parent: { runId: origin.runId, stepId, awaits },
    startedBy: null,
    rootRunId,
    depth: depth + 1,
    sandbox,
    requestedAtMs,
    force: false,
  });
  return { topic: START_REQUESTS, key: `${tenantId}/${recordId}`, value };
}

/** How a run ended, told to the step that awaits it as the report of an effect is. */
function answerOut(
  { runId, stepId, status, reason, variables }: ParentAnswer,
  { tenantId, runId: childRunId }: RunOrigin,
  sentAtMs: number,
  { commands }: OutboxCodecs,
): OutgoingRecord {
  const outcome = OUTCOME_OF_END[status];
  const isFailed = outcome === 'failed';
  const reportEffect = {
    effectId: stepId,
    stepId,
    outcome,
    answer: status,
    output: JSON.stringify({ runId: childRunId, reason, variables }),
    recordPatch: null,
    errorCode: isFailed ? 'sub_workflow_failed' : null,
    errorMessage: isFailed ? `the run ${childRunId} ended as ${status}: ${reason}` : null,
    attempts: 1,
    startedAtMs: sentAtMs,
    finishedAtMs: sentAtMs,
  };
  const value = commands.encode({ ...NO_COMMAND, tenantId, runId, sentAtMs, reportEffect });
  return { topic: RUN_COMMANDS, key: runId, value };
}

/** A run that nobody awaits any more is cancelled, in the name of the one that awaited it. */
function stopOut(
  runId: string,
  { tenantId, runId: by }: RunOrigin,
  sentAtMs: number,
  { commands }: OutboxCodecs,
): OutgoingRecord {
  const reason = 'the step that awaited it was cancelled';
  const control = { verb: 'cancel', by, reason, ...NO_TAKE_OVER } as const;
  const value = commands.encode({ ...NO_COMMAND, tenantId, runId, sentAtMs, control });
  return { topic: RUN_COMMANDS, key: runId, value };
}
