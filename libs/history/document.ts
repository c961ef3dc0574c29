/** A history as it stands in MongoDB, and back. */
import type { RunHistory, StepHistory } from './history.ts';
import { outputFromJson } from './output.ts';

/** The collection. */
export const RUN_HISTORY = 'run_history';

/** A step; its output is JSON text, since a receipt's keys and depth may be ones that MongoDB refuses. */
interface StepDocument extends Omit<StepHistory, 'output'> {
  readonly output: string;
}

/** A history under its run's id, which is derived from the tenant and so unique over all of them. */
export interface HistoryDocument extends Omit<RunHistory, 'runId' | 'steps'> {
  readonly _id: string;
  readonly steps: readonly StepDocument[];
  /** The write that it comes from: tells a writer which of its many compare-and-sets were the ones that won. */
  readonly writtenBy: string;
}

/** The most that all outputs of a run may take: a document of MongoDB ends at 16 MB. */
const MAX_OUTPUTS_CHARS = 8_000_000;

/** The document of a history, as the write `writtenBy` leaves it. Outputs beyond the bound are left out, and say so. */
export function toDocument({ runId, steps, ...run }: RunHistory, writtenBy: string): HistoryDocument {
  let left = MAX_OUTPUTS_CHARS;
  const stored = steps.map((step) => {
    const output = JSON.stringify(step.output);
    left -= output.length;
    return { ...step, output: left < 0 ? '{"truncated":true}' : output };
  });
  return { _id: runId, ...run, steps: stored, writtenBy };
}

/** The history in a document. */
export function fromDocument(document: HistoryDocument): RunHistory {
  const { _id, steps, writtenBy: _mark, ...run } = document;
  return {
    runId: _id,
    ...run,
    steps: steps.map((step) => ({ ...step, output: outputFromJson(step.output) })),
  };
}
