/**
 * The contract of a lens: it looks at one field of a change in one way, and says what it sees as a small number that rows can be held
 * against. While a filter is built it is told all that rows need (`note`); then it can put a need in numbers (`encode`).
 */
import type { RecordChange } from '@upshot/values';
import type { Access } from '../access.ts';

/** What a lens says where nothing can be told, so that no row may be ruled out. */
export const CANNOT_TELL = -2;
/** What a lens says of a value that no row names. */
export const NOTHING_NAMED = -1;

export interface Lens {
  /** `single`: one number is seen. `many`: some, which `seen` lists. `range`: a place among bounds. `part`: asked for each part. */
  readonly sees: 'single' | 'many' | 'range' | 'part';
  readonly note: (access: Access) => void;
  /** Any of these numbers would do; of a range, the first and the last. */
  readonly encode: (access: Access) => readonly number[];
  readonly look: (change: RecordChange) => number;
  /** After a look: the numbers that were seen, as many as it said. */
  readonly seen: readonly number[];
  /** After a look: whether that part is there. */
  readonly has: (part: number) => boolean;
  /** How likely a row that needs something of it is ruled out, against the cost of looking. */
  readonly worth: number;
}

/** What a lens that sees one number leaves out. */
export const SEES_ONE = { seen: [], has: () => false } as const;
