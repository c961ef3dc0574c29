/** Turns an event of the flow into its record on `upshot.run-events`. */
import type {
  RunEvent,
  RunFinishedEvent,
  RunOrigin,
  StepFinishedEvent,
  StepStartedEvent,
} from '@upshot/flow';
import {
  NO_EVENT,
  type RunEvent as EventRecord,
  type RunFinished,
  type RunNoted,
  type RunStarted,
  type StepFinished,
  type StepStarted,
} from '@upshot/schemas';

/** The record of `event`; `traceId` is the trace of the activation, kept on the run's first event. */
export function eventRecordOf(event: RunEvent, origin: RunOrigin, traceId: string | null): EventRecord {
  const { tenantId, runId } = origin;
  const { seq, atMs } = event;
  const empty = {
    tenantId,
    runId,
    seq,
    atMs,
    ...NO_EVENT,
  };
  if (event.type === 'run-started') return { ...empty, runStarted: startedOf(origin, traceId) };
  if (event.type === 'step-started') return { ...empty, stepStarted: stepStartedOf(event) };
  if (event.type === 'step-finished') return { ...empty, stepFinished: stepFinishedOf(event) };
  if (event.type === 'run-finished') return { ...empty, runFinished: runFinishedOf(event) };
  return { ...empty, noted: notedOf(event) };
}

function startedOf(origin: RunOrigin, traceId: string | null): RunStarted {
  const { definitionId, definitionVersion, definitionName, dialect, module, triggerName, recordId } = origin;
  const { positionId, committedAtMs, rootRunId, depth, sandbox = false, parent, startedBy = null } = origin;
  const { variables = {}, results = {} } = origin;
  const definition = { definitionId, definitionVersion, definitionName, dialect };
  return {
    ...definition,
    module,
    triggerName,
    recordId,
    positionId,
    committedAtMs,
    rootRunId,
    depth,
    traceId,
    sandbox,
    parentRunId: parent?.runId ?? null,
    startedBy,
    variables: JSON.stringify(variables),
    results: JSON.stringify(results),
  };
}

const stepStartedOf = ({
  stepId,
  nodeId,
  nodeKind,
  action,
  effectId,
  dueAtMs,
  token,
  task,
}: StepStartedEvent): StepStarted => ({
  stepId,
  nodeId,
  nodeKind,
  action,
  effectId,
  dueAtMs,
  arms: token.map(({ arm }) => arm),
  task: task === undefined ? null : JSON.stringify(task),
});

const stepFinishedOf = ({
  stepId,
  outcome,
  answer,
  output,
  errorCode,
  errorMessage,
  attempts,
  input = null,
  attemptLog = [],
}: StepFinishedEvent): StepFinished => ({
  stepId,
  outcome,
  answer,
  output: JSON.stringify(output),
  errorCode,
  errorMessage,
  attempts,
  input,
  attemptLog,
});

const runFinishedOf = ({ status, reason, errorMessage, act }: RunFinishedEvent): RunFinished => ({
  status,
  reason,
  errorMessage,
  act: act ?? null,
});

/** The graph of a version is not repeated: the definition has it. */
function notedOf(event: NotedEvent): RunNoted {
  const { type: kind, seq: _seq, atMs: _atMs, ...rest } = event;
  const act = 'act' in event ? (event.act ?? null) : null;
  const stepId = 'stepId' in event ? event.stepId : null;
  const detail = JSON.stringify(rest, (name, value: unknown) =>
    name === 'graph' || name === 'act' ? undefined : value,
  );
  return { kind, stepId, act, detail };
}

type NotedEvent = Exclude<
  RunEvent,
  { type: 'run-started' | 'step-started' | 'step-finished' | 'run-finished' }
>;
