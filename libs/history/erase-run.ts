/** Takes out of a run's history what says who it was about; what happened, when and how often stays. */
import type { RunHistory, StepHistory } from './history.ts';

/** What stands in the place of what was erased. */
export const ERASED = '[erased]';

/** The run without its record, without what was sent and answered, and without words that people wrote. */
export function withoutSubject(
  { begunWith: _begunWith, ...run }: RunHistory,
  erasedAtMs: number,
): RunHistory {
  return {
    ...run,
    recordId: ERASED,
    positionId: ERASED,
    error: run.error === null ? null : ERASED,
    startedBy: run.startedBy === null ? null : { ...run.startedBy, reason: ERASED },
    endedBy: run.endedBy === null ? null : { ...run.endedBy, reason: ERASED },
    steps: run.steps.map(stepWithoutSubject),
    happenings: run.happenings.map((each) => ({
      ...each,
      act: each.act === null ? null : { ...each.act, reason: ERASED },
      detail: {},
    })),
    erasedAtMs,
  };
}

const stepWithoutSubject = (step: StepHistory): StepHistory => ({
  ...step,
  input: null,
  output: {},
  error: step.error === null ? null : { ...step.error, message: ERASED },
});
