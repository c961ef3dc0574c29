/** Counting comparisons of unlike kinds: they are false, and someone should be able to see that they happened. */
import type { Condition } from './criteria.ts';

/** Told of each condition that met a value which it can't be compared with. */
export interface Tally {
  unlike(condition: Condition): void;
}

/** A tally that keeps the number, and which fields it was. */
export interface CountingTally extends Tally {
  readonly count: number;
  readonly fields: ReadonlySet<string>;
}

/** A tally that starts at zero. */
export function newTally(): CountingTally {
  const fields = new Set<string>();
  let count = 0;
  return {
    fields,
    get count() {
      return count;
    },
    unlike: (condition) => {
      count += 1;
      fields.add(condition.field);
    },
  };
}
