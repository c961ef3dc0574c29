/** What the events of a step make of a run's list of steps. */
import type { StepFinished, StepStarted } from '@upshot/schemas';
import type { RunHistory, StepHistory, StepHistoryStatus } from './history.ts';
import { inputFromJson, outputFromJson } from './output.ts';

/** The most steps that a run's history keeps, and attempts that a step keeps. */
const MAX_STEPS = 1_000;
const MAX_ATTEMPTS = 20;

/** The run with one more step that runs; a step that is there already keeps its place and its end. */
export function startStep(run: RunHistory, started: StepStarted, atMs: number): RunHistory {
  const { task, ...facts } = started;
  return upsert(run, started.stepId, atMs, (step) => ({
    ...step,
    ...facts,
    input: task === null ? step.input : inputFromJson(task),
    startedAtMs: atMs,
  }));
}

/** The run with one of its steps ended; one whose start was lost is shown with what is known. */
export function finishStep(run: RunHistory, finished: StepFinished, atMs: number): RunHistory {
  const { input = null, attemptLog = [] } = finished;
  return upsert(run, finished.stepId, atMs, (step) => ({
    ...step,
    status: STATUS_OF_OUTCOME[finished.outcome],
    answer: finished.answer,
    input: input === null ? step.input : inputFromJson(input),
    output: outputFromJson(finished.output),
    error: errorOf(finished),
    attempts: finished.attempts,
    attemptLog: attemptLog.slice(-MAX_ATTEMPTS),
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

/** Beyond the bound new steps are counted and not kept. */
function upsert(
  run: RunHistory,
  stepId: string,
  atMs: number,
  change: (step: StepHistory) => StepHistory,
): RunHistory {
  const { steps, leftOut } = run;
  const at = steps.findIndex((step) => step.stepId === stepId);
  if (at !== -1) return { ...run, steps: steps.with(at, change(steps[at] ?? emptyStep(stepId, atMs))) };
  const step = change(emptyStep(stepId, atMs));
  if (steps.length < MAX_STEPS) return { ...run, steps: [...steps, step] };
  // Its end comes as well, and is not another step.
  const more = step.finishedAtMs === null ? 1 : 0;
  return { ...run, leftOut: { ...leftOut, steps: leftOut.steps + more } };
}

function emptyStep(stepId: string, atMs: number): StepHistory {
  return {
    stepId,
    nodeId: '',
    nodeKind: '',
    action: '',
    effectId: null,
    arms: [],
    status: 'running',
    answer: null,
    input: null,
    output: {},
    error: null,
    attempts: 0,
    attemptLog: [],
    startedAtMs: atMs,
    finishedAtMs: null,
    durationMs: null,
    dueAtMs: null,
  };
}
