/** Rows by the key that their field must have, or must not. */
import type { RecordChange } from '@upshot/values';
import { clearBit, hasBit, isAnyLeft, keepOnly, setBit } from './bits.ts';
import type { KeyInput } from './input.ts';
import { NO_KEY, UNTOLD, type Key } from './key.ts';
import { postsOf, type Need, type Post, type Posts } from './posts.ts';
import { SOME_LEFT, type Sieve } from './sieve.ts';

export class KeySieve implements Sieve {
  readonly expectedCut: number;
  readonly #input: KeyInput;
  readonly #posts: ReadonlyMap<Key, Post>;
  readonly #table: Int32Array;
  readonly #kept: number[] = [];

  constructor(input: KeyInput, needs: readonly Need<Key>[], rows: number) {
    const found: Posts<Key> = postsOf(needs, rows, true);
    this.#input = input;
    this.#posts = found.posts;
    this.#table = found.table;
    this.expectedCut = found.expectedCut;
  }

  narrow(change: RecordChange, rows: Int32Array): number {
    const key = this.#input.read(change);
    if (key === UNTOLD) return SOME_LEFT;
    const post = key === NO_KEY ? undefined : this.#posts.get(key);
    if (post === undefined) return keepOnly(rows, this.#table, 0);
    return post.offset < 0 ? this.#keepListed(rows, post) : keepOnly(rows, this.#table, post.offset);
  }

  #keepListed(rows: Int32Array, { gains, losses }: Post): number {
    const kept = this.#kept;
    let count = 0;
    for (const row of gains) if (hasBit(rows, row)) kept[count++] = row;
    let left = keepOnly(rows, this.#table, 0) | count;
    for (let place = 0; place < count; place += 1) setBit(rows, kept[place] ?? 0);
    if (losses.length === 0 || left === 0) return left;
    for (const row of losses) clearBit(rows, row);
    return isAnyLeft(rows) ? SOME_LEFT : 0;
  }
}
