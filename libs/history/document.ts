/** A history as it stands in MongoDB, and back. */
import type { FieldValue } from '@upshot/values';
import type { BegunWith, Happening, RunHistory, StepHistory } from './history.ts';
import { inputFromJson, outputFromJson } from './output.ts';
import { expiryOf } from './retention.ts';
import { termsOf } from './terms.ts';

/** The collection. */
export const RUN_HISTORY = 'run_history';

/** A step; its input and output are JSON text, since their keys and depth may be ones that MongoDB refuses. */
interface StepDocument extends Omit<StepHistory, 'input' | 'output'> {
  readonly input: string | null;
  readonly output: string;
}

interface HappeningDocument extends Omit<Happening, 'detail'> {
  readonly detail: string;
}

/** A history under its run's id, which is derived from the tenant and so unique over all of them. */
export interface HistoryDocument extends Omit<RunHistory, 'runId' | 'steps' | 'happenings' | 'begunWith'> {
  readonly _id: string;
  readonly steps: readonly StepDocument[];
  readonly happenings: readonly HappeningDocument[];
  /** JSON text, like inputs and outputs. */
  readonly begun?: { readonly variables: string; readonly results: string };
  /** What it can be found by. */
  readonly terms: readonly string[];
  /** When it is forgotten; not there while the run lasts. */
  readonly expireAt?: Date;
  /** The write that it comes from: tells a writer which of its many compare-and-sets were the ones that won. */
  readonly writtenBy: string;
}

/** The most that all inputs and outputs of a run may take: a document of MongoDB ends at 16 MB. */
const MAX_TEXTS_CHARS = 8_000_000;
const TRUNCATED = '{"truncated":true}';

/**
 * The document of a history, as the write `writtenBy` leaves it; one of a run that is over is kept for `retentionDays`, without
 * which it is kept for ever. Texts beyond the bound are left out, and say so.
 */
export function toDocument(
  { runId, begunWith, ...run }: RunHistory,
  writtenBy: string,
  retentionDays?: number,
): HistoryDocument {
  let left = MAX_TEXTS_CHARS;
  const bounded = (value: FieldValue): string => {
    const text = JSON.stringify(value);
    left -= text.length;
    return left < 0 ? TRUNCATED : text;
  };
  const steps = run.steps.map((step) => ({
    ...step,
    input: step.input === null ? null : bounded(step.input),
    output: bounded(step.output),
  }));
  const happenings = run.happenings.map((each) => ({ ...each, detail: bounded(each.detail) }));
  const expireAt = expiryOf(run.finishedAtMs, retentionDays);
  const terms = termsOf({ runId, ...run });
  return {
    _id: runId,
    ...run,
    steps,
    happenings,
    ...(begunWith !== undefined && { begun: textsOf(begunWith, bounded) }),
    terms,
    writtenBy,
    ...(expireAt !== null && { expireAt }),
  };
}

/** The history in a document. */
export function fromDocument(document: HistoryDocument): RunHistory {
  const { _id, steps, happenings, begun, ...kept } = document;
  const { writtenBy: _mark, terms: _terms, expireAt: _expireAt, ...run } = kept;
  return {
    runId: _id,
    ...run,
    ...(begun !== undefined && { begunWith: begunWithOf(begun) }),
    steps: steps.map((step) => ({
      ...step,
      input: step.input === null ? null : inputFromJson(step.input),
      output: outputFromJson(step.output),
    })),
    happenings: happenings.map((each) => ({ ...each, detail: outputFromJson(each.detail) })),
  };
}

const textsOf = ({ variables, results }: BegunWith, bounded: (value: FieldValue) => string) => ({
  variables: bounded(variables),
  results: bounded(results),
});

/** They were bounded when they came. */
const begunWithOf = ({ variables, results }: NonNullable<HistoryDocument['begun']>): BegunWith => ({
  variables: outputFromJson(variables),
  results: outputFromJson(results, Number.POSITIVE_INFINITY),
});
