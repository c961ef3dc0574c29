/** Prints a run and its steps as the reference's clients know them, with durations beside. */
import type { RunHistory, StepHistory } from '@upshot/history';

/** The run without its steps; that it is paused is more than the reference's clients know. `durationMs`, here and on steps, is ours. */
export function printRun(run: RunHistory) {
  return {
    id: run.runId,
    workflowId: run.definitionId,
    triggerModule: run.module,
    triggerType: run.triggerName,
    triggerEntityId: run.recordId,
    status: run.status === 'paused' ? 'running' : run.status,
    error: run.error,
    startedAt: toInstant(run.startedAtMs),
    finishedAt: toInstantOrNull(run.finishedAtMs),
    durationMs: run.durationMs,
  };
}

/** The run with its steps in the order in which they started. */
export function printRunDetail(run: RunHistory) {
  const steps = run.steps.toSorted((a, b) => a.startedAtMs - b.startedAtMs);
  return { ...printRun(run), steps: steps.map((step) => printStep(step, run.runId)) };
}

function printStep(step: StepHistory, runId: string) {
  const { status, error } = step;
  return {
    id: step.stepId,
    runId,
    actionId: step.nodeId,
    actionType: step.action,
    status: status === 'unknown_outcome' ? 'failed' : status,
    result: status === 'running' ? null : step.output,
    error: error === null ? null : error.message,
    startedAt: toInstant(step.startedAtMs),
    finishedAt: toInstantOrNull(step.finishedAtMs),
    durationMs: step.durationMs,
  };
}

const toInstant = (ms: number): string => new Date(ms).toISOString();
const toInstantOrNull = (ms: number | null): string | null => (ms === null ? null : toInstant(ms));
