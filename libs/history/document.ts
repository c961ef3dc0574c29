/** A history as it stands in MongoDB, and back. */
import type { RunHistory, StepHistory } from './history.ts';
import { outputFromJson } from './output.ts';

/** The collection. */
export const RUN_HISTORY = 'run_history';

/** A step; its output is JSON text, since a receipt's keys and depth may be ones that MongoDB refuses. */
export interface StepDocument extends Omit<StepHistory, 'output'> {
  readonly output: string;
}

/** A history under its run's id, which is derived from the tenant and so unique over all of them. */
export interface HistoryDocument extends Omit<RunHistory, 'runId' | 'steps'> {
  readonly _id: string;
  readonly steps: readonly StepDocument[];
}

/** The document of a history. */
export function toDocument({ runId, steps, ...run }: RunHistory): HistoryDocument {
  return {
    _id: runId,
    ...run,
    steps: steps.map((step) => ({ ...step, output: JSON.stringify(step.output) })),
  };
}

/** The history in a document. */
export function fromDocument({ _id, steps, ...run }: HistoryDocument): RunHistory {
  return {
    runId: _id,
    ...run,
    steps: steps.map((step) => ({ ...step, output: outputFromJson(step.output) })),
  };
}
