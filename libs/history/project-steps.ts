/** What the events of a step make of a run's list of steps. */
import type { StepFinished, StepStarted } from '@upshot/schemas';
import type { StepHistory, StepHistoryStatus } from './history.ts';
import { outputFromJson } from './output.ts';

/** The steps with one more that runs; a step that is there already keeps its place and its end. */
export function startStep(
  steps: readonly StepHistory[],
  started: StepStarted,
  atMs: number,
): readonly StepHistory[] {
  return upsert(steps, started.stepId, atMs, (step) => ({ ...step, ...started, startedAtMs: atMs }));
}

/** The steps with one of them ended; one whose start was lost is shown with what is known. */
export function finishStep(
  steps: readonly StepHistory[],
  finished: StepFinished,
  atMs: number,
): readonly StepHistory[] {
  return upsert(steps, finished.stepId, atMs, (step) => ({
    ...step,
    status: STATUS_OF_OUTCOME[finished.outcome],
    output: outputFromJson(finished.output),
    error: errorOf(finished),
    attempts: finished.attempts,
    finishedAtMs: atMs,
    durationMs: Math.max(0, atMs - step.startedAtMs),
  }));
}

/** An outcome that only a newer writer knows is one that a person has to look at. */
const STATUS_OF_OUTCOME: Readonly<Record<StepFinished['outcome'], StepHistoryStatus>> = {
  cancelled: 'cancelled',
  succeeded: 'completed',
  skipped: 'skipped',
  failed: 'failed',
  unknown_outcome: 'unknown_outcome',
  other: 'unknown_outcome',
};

function errorOf(finished: StepFinished): StepHistory['error'] {
  if (finished.errorCode === null && finished.errorMessage === null) return null;
  return { code: finished.errorCode ?? 'internal', message: finished.errorMessage ?? '' };
}

function upsert(
  steps: readonly StepHistory[],
  stepId: string,
  atMs: number,
  change: (step: StepHistory) => StepHistory,
): readonly StepHistory[] {
  const at = steps.findIndex((step) => step.stepId === stepId);
  if (at === -1) return [...steps, change(emptyStep(stepId, atMs))];
  return steps.map((step, index) => (index === at ? change(step) : step));
}

function emptyStep(stepId: string, atMs: number): StepHistory {
  return {
    stepId,
    nodeId: '',
    nodeKind: '',
    action: '',
    effectId: null,
    status: 'running',
    output: {},
    error: null,
    attempts: 0,
    startedAtMs: atMs,
    finishedAtMs: null,
    durationMs: null,
    dueAtMs: null,
  };
}
