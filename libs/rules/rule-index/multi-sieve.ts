/** Rows by keys of which a change may have several: members of a list, fields that moved, beginnings of a text. */
import type { RecordChange } from '@upshot/values';
import { clearBit, keepOnly, setBit } from './bits.ts';
import type { MembersInput, MovedInput, TextInput } from './input.ts';
import { UNTOLD, type Key } from './key.ts';
import { postsOf, type Need, type Post } from './posts.ts';
import { SOME_LEFT, type Sieve } from './sieve.ts';

/** What a change meets of the posts: the sieve calls `meet` with each; false where it cannot be told at all. */
type Meeting = (change: RecordChange, meet: (post: Post, forCertain: boolean) => void) => boolean;

class MultiSieve implements Sieve {
  readonly expectedCut: number;
  readonly #meeting: Meeting;
  readonly #table: Int32Array;
  readonly #passing: Int32Array;
  readonly #met: Post[] = [];
  readonly #certain: boolean[] = [];
  #count = 0;

  constructor(meeting: Meeting, table: Int32Array, words: number, expectedCut: number) {
    this.expectedCut = expectedCut;
    this.#meeting = meeting;
    this.#table = table;
    this.#passing = new Int32Array(words);
  }

  narrow(change: RecordChange, rows: Int32Array): number {
    this.#count = 0;
    if (!this.#meeting(change, this.#meet)) return SOME_LEFT;
    return this.#count === 0 ? keepOnly(rows, this.#table, 0) : keepOnly(rows, this.#join(), 0);
  }

  readonly #meet = (post: Post, forCertain: boolean): void => {
    this.#met[this.#count] = post;
    this.#certain[this.#count] = forCertain;
    this.#count += 1;
  };

  /** What passes with the keys that were met: what always does, what they let in, less what they shut out for certain. */
  #join(): Int32Array {
    const [passing, table] = [this.#passing, this.#table];
    for (let word = 0; word < passing.length; word += 1) passing[word] = table[word] ?? 0;
    for (let place = 0; place < this.#count; place += 1) this.#letIn(this.#met[place]);
    for (let place = 0; place < this.#count; place += 1)
      if (this.#certain[place] === true)
        for (const row of this.#met[place]?.losses ?? []) clearBit(passing, row);
    return passing;
  }

  #letIn(post: Post | undefined): void {
    if (post === undefined) return;
    const [passing, table, { offset }] = [this.#passing, this.#table, post];
    if (offset < 0) for (const row of post.gains) setBit(passing, row);
    else
      for (let word = 0; word < passing.length; word += 1)
        passing[word] = (passing[word] ?? 0) | (table[offset + word] ?? 0);
  }
}

/** Rows by the members that a list must have, or must not. */
export function membersSieve(input: MembersInput, needs: readonly Need<Key>[], rows: number): Sieve {
  const { posts, table, words, expectedCut } = postsOf(needs, rows, false);
  const meeting: Meeting = (change, meet) => {
    const keys = input.read(change);
    if (keys === UNTOLD) return false;
    for (const key of keys) {
      const post = posts.get(key);
      if (post !== undefined) meet(post, true);
    }
    return true;
  };
  return new MultiSieve(meeting, table, words, expectedCut);
}

/** Rows by the field that must have moved, or must not. */
export function movedSieve(needs: readonly Need<MovedInput>[], rows: number): Sieve {
  const { posts, table, words, expectedCut } = postsOf(needs, rows, false);
  const fields = [...posts].map(([input, post]) => ({ input, post }));
  const meeting: Meeting = (change, meet) => {
    for (const { input, post } of fields) {
      const moved = input.read(change);
      if (moved !== false) meet(post, moved === true);
    }
    return true;
  };
  return new MultiSieve(meeting, table, words, expectedCut);
}

/** Rows by how a text must begin, or must not: its shortest beginning tells which longer ones are worth a look. */
export function prefixSieve(input: TextInput, needs: readonly Need<string>[], rows: number): Sieve {
  const { posts, table, words, expectedCut } = postsOf(needs, rows, false);
  const shortest = Math.min(...[...posts.keys()].map((prefix) => prefix.length));
  const lengths = lengthsOf([...posts.keys()], shortest);
  const meeting: Meeting = (change, meet) => {
    const text = input.read(change);
    if (text === UNTOLD) return false;
    if (text === undefined || text.length < shortest) return true;
    for (const length of lengths.get(text.slice(0, shortest)) ?? []) {
      const post = length > text.length ? undefined : posts.get(text.slice(0, length));
      if (post !== undefined) meet(post, true);
    }
    return true;
  };
  return new MultiSieve(meeting, table, words, expectedCut);
}

/** The lengths of the prefixes that begin with each beginning of the shortest length. */
function lengthsOf(prefixes: readonly string[], shortest: number): ReadonlyMap<string, readonly number[]> {
  const lengths = new Map<string, Set<number>>();
  for (const prefix of prefixes) {
    const beginning = prefix.slice(0, shortest);
    const known = lengths.get(beginning) ?? new Set();
    lengths.set(beginning, known.add(prefix.length));
  }
  return new Map([...lengths].map(([beginning, each]) => [beginning, [...each]]));
}
