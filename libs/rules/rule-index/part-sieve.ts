/** Rows by a text that must be part of their field's, or must not. Each part is looked for once, for rows that are still left. */
import type { RecordChange } from '@upshot/values';
import { setBit, wordsFor } from './bits.ts';
import type { TextInput } from './input.ts';
import { UNTOLD } from './key.ts';
import type { Rows } from './rows.ts';
import type { Sieve } from './sieve.ts';

export interface PartNeed {
  readonly row: number;
  readonly part: string;
  readonly holds: boolean;
}

export class PartSieve implements Sieve {
  /** It asks row by row, and so comes last. */
  readonly expectedCut = 0;
  readonly needy: Int32Array;
  readonly #input: TextInput;
  readonly #parts: readonly string[];
  /** Of each row the place of its part among the parts. */
  readonly #partOf: Uint32Array;
  /** The rows that must not have their part. */
  readonly #without: Int32Array;
  /** Of each part the change in which it was last looked for, and whether it was there. */
  readonly #asked: (RecordChange | null)[];
  readonly #found: boolean[];

  constructor(input: TextInput, needs: readonly PartNeed[], rows: number) {
    const parts = [...new Set(needs.map(({ part }) => part))];
    const places = new Map(parts.map((part, place) => [part, place]));
    this.#input = input;
    this.#parts = parts;
    this.#partOf = new Uint32Array(rows);
    this.#without = new Int32Array(wordsFor(rows));
    this.needy = new Int32Array(wordsFor(rows));
    for (const { row, part, holds } of needs) {
      setBit(this.needy, row);
      if (!holds) setBit(this.#without, row);
      this.#partOf[row] = places.get(part) ?? 0;
    }
    this.#asked = parts.map(() => null);
    this.#found = parts.map(() => false);
  }

  narrow(change: RecordChange, rows: Rows): void {
    const text = this.#input.read(change);
    if (text === UNTOLD) return;
    const { bits, words, count } = rows;
    for (let place = 0; place < count; place += 1) {
      const word = words[place] ?? 0;
      const without = this.#without[word] ?? 0;
      for (let left = (bits[word] ?? 0) & (this.needy[word] ?? 0); left !== 0; left &= left - 1) {
        const bit = left & -left;
        const has = this.#has(text, this.#partOf[(word << 5) + 31 - Math.clz32(bit)] ?? 0, change);
        if (has === ((without & bit) !== 0)) bits[word] = (bits[word] ?? 0) & ~bit;
      }
    }
    rows.tidy();
  }

  #has(text: string | undefined, part: number, change: RecordChange): boolean {
    if (text === undefined) return false;
    if (this.#asked[part] !== change) {
      this.#asked[part] = change;
      this.#found[part] = text.includes(this.#parts[part] ?? '');
    }
    return this.#found[part] ?? false;
  }
}
