/** Which rows a key lets in and which it shuts out: as lists while they are short, as bits where bits are shorter. */
import { allOf, clearBit, setBit, wordsFor } from './bits.ts';

export interface Post {
  /** Where its bits stand in the table; -1 where there are only lists. */
  readonly offset: number;
  readonly gains: readonly number[];
  readonly losses: readonly number[];
}

/** The posts of a sieve. A row is in need of any of some keys, or of none of them; a row in need of nothing always passes. */
export interface Posts<Key> {
  readonly posts: ReadonlyMap<Key, Post>;
  /** Rows of bits, `words` wide; the first is what passes where no key is met. */
  readonly table: Int32Array;
  readonly words: number;
  readonly needy: Int32Array;
  readonly expectedCut: number;
}

export interface Need<Key> {
  readonly row: number;
  readonly keys: readonly Key[];
  readonly holds: boolean;
}

/**
 * Posts of `needs`, at most one to a row. The bits of a key are what passes where that key alone is met (`alone`), or what
 * it lets in, to be joined with those of other keys.
 */
export function postsOf<Key>(needs: readonly Need<Key>[], rows: number, alone: boolean): Posts<Key> {
  const words = wordsFor(rows);
  const lists = listsOf(needs);
  const base = allOf(rows);
  const needy = new Int32Array(words);
  for (const { row, holds } of needs) {
    setBit(needy, row);
    if (holds) clearBit(base, row);
  }
  const isDense = ({ gains, losses }: Lists): boolean => (gains.length + losses.length) * 2 > words;
  const dense = [...lists.values()].filter(isDense).length;
  const table = new Int32Array(words * (1 + dense));
  table.set(base);
  let offset = 0;
  const posts = new Map<Key, Post>();
  for (const [key, each] of lists) {
    if (isDense(each)) {
      offset += words;
      fill(table, offset, alone ? base : null, each);
      posts.set(key, { ...each, offset });
    } else posts.set(key, { ...each, offset: -1 });
  }
  return { posts, table, words, needy, expectedCut: expectedCut(needs, lists) };
}

interface Lists {
  readonly gains: number[];
  readonly losses: number[];
}

function listsOf<Key>(needs: readonly Need<Key>[]): ReadonlyMap<Key, Lists> {
  const lists = new Map<Key, Lists>();
  for (const { row, keys, holds } of needs) {
    for (const key of keys) {
      let each = lists.get(key);
      if (each === undefined) lists.set(key, (each = { gains: [], losses: [] }));
      (holds ? each.gains : each.losses).push(row);
    }
  }
  return lists;
}

function fill(table: Int32Array, offset: number, base: Int32Array | null, { gains, losses }: Lists): void {
  if (base !== null) table.set(base, offset);
  for (const row of gains) setBit(table, row, offset);
  if (base !== null) for (const row of losses) clearBit(table, row, offset);
}

/** Records are taken to hold a key as often as rules name it, and one that no rule names as often as any other. */
function expectedCut<Key>(needs: readonly Need<Key>[], lists: ReadonlyMap<Key, Lists>): number {
  const needy = needs.filter(({ holds }) => holds).length;
  let [named, passing] = [0, 0];
  for (const { gains, losses } of lists.values()) {
    const times = gains.length + losses.length;
    named += times;
    passing += times * (gains.length - losses.length);
  }
  return needy - passing / (named + named / lists.size);
}
