/**
 * The contract of a sieve. Every row stands for an arm of a rule; a sieve knows of one field what some rows need of it. Handed the
 * rows that are left, it takes out those whose need the change does not meet, all at once, and leaves the others, among them
 * those of which it cannot tell.
 */
import type { RecordChange } from '@upshot/values';

export interface Sieve {
  /** Takes out of `rows` what does not pass; zero where nothing is left. */
  readonly narrow: (change: RecordChange, rows: Int32Array) => number;
  /** How many rows it is expected to take out of a full set. */
  readonly expectedCut: number;
}

/** Something is left: what a sieve answers that takes nothing out. */
export const SOME_LEFT = 1;
