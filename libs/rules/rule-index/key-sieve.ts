/** Rows by the key that their field must have, or must not; or by whether it must have moved. */
import type { RecordChange } from '@upshot/values';
import type { KeyInput, MovedInput } from './input.ts';
import { NO_KEY, UNTOLD, type Key } from './key.ts';
import { postsOf, type Need, type Post, type Posts } from './posts.ts';
import type { Rows } from './rows.ts';
import type { Sieve } from './sieve.ts';

export class KeySieve implements Sieve {
  readonly expectedCut: number;
  readonly needy: Int32Array;
  readonly #input: KeyInput | MovedInput;
  readonly #posts: ReadonlyMap<Key, Post>;
  readonly #table: Int32Array;

  constructor(input: KeyInput | MovedInput, needs: readonly Need<Key>[], rows: number) {
    const found: Posts<Key> = postsOf(needs, rows, true);
    this.#input = input;
    this.#posts = found.posts;
    this.#table = found.table;
    this.needy = found.needy;
    this.expectedCut = found.expectedCut;
  }

  narrow(change: RecordChange, rows: Rows): void {
    const key = this.#input.read(change);
    if (key === UNTOLD) return;
    const post = key === NO_KEY ? undefined : this.#posts.get(key);
    if (post === undefined) rows.keep(this.#table, 0);
    else if (post.offset < 0) rows.keepListed(this.#table, post.gains, post.losses);
    else rows.keep(this.#table, post.offset);
  }
}
