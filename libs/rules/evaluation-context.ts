/** What criteria need beside the change itself: the time, the records that lookups lead to, someone who counts. */
import type { Image } from '@upshot/values';
import type { Undecided } from './criteria.ts';
import type { Tally } from './tally.ts';

/** A related record, or why there is none to read: `prior_unknown` where the lookup's own value was not sent. */
export type RelatedReading = Image | Undecided;

export interface EvaluationContext {
  /** What dates relative to now are relative to: when the change was committed, or when a timer fired. */
  readonly nowMs: number;
  /** The record at the end of a lookup of the module; without it every related record is unread. */
  readonly related?: ((lookup: string) => RelatedReading) | undefined;
  readonly tally?: Tally | undefined;
}

/** The context of criteria that ask for neither the time nor a related record. */
export const NO_CONTEXT: EvaluationContext = { nowMs: 0 };
