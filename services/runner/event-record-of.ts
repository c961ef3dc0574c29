/** Turns an event of the flow into its record on `upshot.run-events`. */
import type { RunEvent, RunOrigin, StepFinishedEvent, StepStartedEvent } from '@upshot/flow';
import type { RunEvent as EventRecord, RunStarted, StepFinished, StepStarted } from '@upshot/schemas';

/** The record of `event`; `traceId` is the trace of the activation, kept on the run's first event. */
export function eventRecordOf(event: RunEvent, origin: RunOrigin, traceId: string | null): EventRecord {
  const { tenantId, runId } = origin;
  const { seq, atMs } = event;
  const empty = {
    tenantId,
    runId,
    seq,
    atMs,
    runStarted: null,
    stepStarted: null,
    stepFinished: null,
    runFinished: null,
  };
  switch (event.type) {
    case 'run-started':
      return { ...empty, runStarted: startedOf(origin, traceId) };
    case 'step-started':
      return { ...empty, stepStarted: stepStartedOf(event) };
    case 'step-finished':
      return { ...empty, stepFinished: stepFinishedOf(event) };
    case 'run-finished':
      return {
        ...empty,
        runFinished: { status: event.status, reason: event.reason, errorMessage: event.errorMessage },
      };
  }
}

function startedOf(origin: RunOrigin, traceId: string | null): RunStarted {
  const { definitionId, definitionVersion, definitionName, dialect, module, triggerName, recordId } = origin;
  const { positionId, committedAtMs, rootRunId, depth } = origin;
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
  };
}

const stepStartedOf = ({
  stepId,
  nodeId,
  nodeKind,
  action,
  effectId,
  dueAtMs,
}: StepStartedEvent): StepStarted => ({
  stepId,
  nodeId,
  nodeKind,
  action,
  effectId,
  dueAtMs,
});

const stepFinishedOf = ({
  stepId,
  outcome,
  output,
  errorCode,
  errorMessage,
  attempts,
}: StepFinishedEvent): StepFinished => ({
  stepId,
  outcome,
  output: JSON.stringify(output),
  errorCode,
  errorMessage,
  attempts,
});
