/**
 * The contract of a sieve. Every row stands for an arm of a rule; a sieve knows of one field what some rows need of it. Handed the
 * rows that are left, it takes out those whose need the change does not meet, all at once, and leaves the others, among them
 * those of which it cannot tell.
 */
import type { RecordChange } from '@upshot/values';
import type { Rows } from './rows.ts';

export interface Sieve {
  /** The rows that need something: where none of them is left there is nothing to narrow, and the field need not be read. */
  readonly needy: Int32Array;
  /** Takes out of `rows` what does not pass. */
  readonly narrow: (change: RecordChange, rows: Rows) => void;
  /** How many rows it is expected to take out of a full set. */
  readonly expectedCut: number;
}
