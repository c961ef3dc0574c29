/** Rows by keys of which a value may have several: the members of a list, the beginnings of a text. */
import type { RecordChange } from '@upshot/values';
import { clearBit, setBit } from './bits.ts';
import type { Post, Posts } from './posts.ts';
import type { Rows } from './rows.ts';
import type { Sieve } from './sieve.ts';

/** What a change meets of the posts: the sieve calls `meet` with each; false where it cannot be told at all. */
export type Meeting = (change: RecordChange, meet: (post: Post | undefined) => void) => boolean;

export class MultiSieve implements Sieve {
  readonly expectedCut: number;
  readonly needy: Int32Array;
  readonly #meeting: Meeting;
  readonly #table: Int32Array;
  readonly #passing: Int32Array;
  readonly #met: Post[] = [];
  #count = 0;

  constructor(meeting: Meeting, { table, words, needy, expectedCut }: Posts<unknown>) {
    this.expectedCut = expectedCut;
    this.needy = needy;
    this.#meeting = meeting;
    this.#table = table;
    this.#passing = new Int32Array(words);
  }

  narrow(change: RecordChange, rows: Rows): void {
    this.#count = 0;
    if (!this.#meeting(change, this.#meet)) return;
    rows.keep(this.#count === 0 ? this.#table : this.#joined(rows), 0);
  }

  readonly #meet = (post: Post | undefined): void => {
    if (post === undefined) return;
    this.#met[this.#count] = post;
    this.#count += 1;
  };

  /** What passes with the keys that were met: what always does, what they let in, less what they shut out. */
  #joined({ words, count }: Rows): Int32Array {
    const [passing, table] = [this.#passing, this.#table];
    for (let place = 0; place < count; place += 1) {
      const word = words[place] ?? 0;
      passing[word] = table[word] ?? 0;
    }
    for (let place = 0; place < this.#count; place += 1) this.#letIn(this.#met[place]);
    for (let place = 0; place < this.#count; place += 1)
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
