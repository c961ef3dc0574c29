/** Numbers for the keys that rows name of one field, so that a row is held against a small number in place of a value. */
import type { Key } from '../key.ts';
import { NOTHING_NAMED } from './lens.ts';

export class KeyNumbers {
  readonly #numbers = new Map<Key, number>();

  /** Names the keys; each has its number from then on. */
  note(keys: readonly Key[]): void {
    for (const key of keys) if (!this.#numbers.has(key)) this.#numbers.set(key, this.#numbers.size);
  }

  /** The key's number; `NOTHING_NAMED` where no row has named it. */
  numberOf(key: Key): number {
    return this.#numbers.get(key) ?? NOTHING_NAMED;
  }

  encode(keys: readonly Key[]): readonly number[] {
    return keys.map((key) => this.numberOf(key));
  }
}
