/** Asks words of rows, by their code, which rows are left after a change. */
import type { RecordChange } from '@upshot/values';
import type { ArmNeeds } from './arm-accesses.ts';
import { ROWS_IN_WORD, wordsFor } from './bits.ts';
import type { LensSet } from './lenses/lens-set.ts';
import { CANNOT_TELL, type Lens } from './lenses/lens.ts';
import { codeOf, HEAD_LENGTH, OP_BITS, OPS } from './word-code.ts';

const OP_MASK = (1 << OP_BITS) - 1;
/** More entries than this are halved; up to here a walk is quicker. */
const FEW_NUMBERS = 16;
const NOTHING: RecordChange = { operation: 'read', before: null, after: null };

export class WordReader {
  readonly #lenses: readonly Lens[];
  readonly #code: Int32Array;
  /** Where the code of each word begins, and where that of the last ends. */
  readonly #begins: Int32Array;
  readonly #all: Int32Array;
  /** The rows whose needs are all that they ask. */
  readonly #exact: Int32Array;
  /** What each lens saw, and in which look. */
  readonly #seen: Int32Array;
  readonly #lookOf: Int32Array;
  #look = 0;
  /** After `read`: the rows that are left of which it is certain that they match. */
  proven = 0;
  #change: RecordChange = NOTHING;

  /** Rows with what they need; null where there is no row. */
  constructor(rows: readonly (ArmNeeds | null)[], set: LensSet) {
    const words = wordsFor(rows.length);
    this.#begins = new Int32Array(words + 1);
    this.#all = new Int32Array(words);
    this.#exact = new Int32Array(words);
    const code: number[] = [];
    for (let word = 0; word < words; word += 1) {
      const each = rows.slice(word * ROWS_IN_WORD, (word + 1) * ROWS_IN_WORD);
      for (const [row, needs] of each.entries()) this.#mark(word, row, needs);
      for (const number of codeOf(
        each.map((needs) => needs?.needed ?? []),
        set,
      ))
        code.push(number);
      this.#begins[word + 1] = code.length;
    }
    this.#code = Int32Array.from(code);
    this.#lenses = set.lenses;
    this.#seen = new Int32Array(this.#lenses.length);
    this.#lookOf = new Int32Array(this.#lenses.length);
  }

  #mark(word: number, row: number, needs: ArmNeeds | null): void {
    if (needs !== null) this.#all[word] = (this.#all[word] ?? 0) | (1 << row);
    if (needs?.isExact === true) this.#exact[word] = (this.#exact[word] ?? 0) | (1 << row);
  }

  /** Turns to another change. */
  begin(change: RecordChange): void {
    this.#change = change;
    this.#look = (this.#look + 1) | 0;
  }

  /** The rows of a word that are left, as bits. */
  read(word: number): number {
    const code = this.#code;
    const end = this.#begins[word + 1] ?? 0;
    let rows = this.#all[word] ?? 0;
    let proven = this.#exact[word] ?? 0;
    for (let at = this.#begins[word] ?? 0; at < end && rows !== 0; at += code[at + 1] ?? 0) {
      const concerned = code[at + 2] ?? 0;
      if ((rows & concerned) === 0) continue;
      const head = code[at] ?? 0;
      const seen = this.#see(head >>> OP_BITS);
      if (seen === CANNOT_TELL) proven &= ~concerned;
      else rows &= this.#passing(head, at, seen, concerned & rows);
    }
    this.proven = proven & rows;
    return rows;
  }

  #see(lens: number): number {
    if (this.#lookOf[lens] === this.#look) return this.#seen[lens] ?? 0;
    const seen = this.#lenses[lens]?.look(this.#change) ?? CANNOT_TELL;
    this.#lookOf[lens] = this.#look;
    this.#seen[lens] = seen;
    return seen;
  }

  /** The rows that a step lets pass. */
  #passing(head: number, at: number, seen: number, concerned: number): number {
    const [from, to] = [at + HEAD_LENGTH, at + (this.#code[at + 1] ?? 0)];
    const isNot = (head & 1) === 1;
    const needing = this.#needing(head, from, to, seen);
    return isNot ? ~needing : ~concerned | needing;
  }

  /** The rows that need what is seen. */
  #needing(head: number, from: number, to: number, seen: number): number {
    switch (head & OP_MASK) {
      case OPS.single:
      case OPS.singleNot:
        return this.#rowsOf(from, to, seen);
      case OPS.range:
        return this.#rowsAround(from, to, seen);
      case OPS.many:
      case OPS.manyNot:
        return this.#rowsOfMany(head >>> OP_BITS, from, to, seen);
      default:
        return this.#rowsOfParts(head >>> OP_BITS, from, to);
    }
  }

  #rowsOf(from: number, to: number, seen: number): number {
    const code = this.#code;
    if (to - from > FEW_NUMBERS) return this.#rowsOfByHalves(from, to, seen);
    for (let at = from; at < to; at += 2) if (code[at] === seen) return code[at + 1] ?? 0;
    return 0;
  }

  #rowsOfByHalves(from: number, to: number, seen: number): number {
    const code = this.#code;
    let [low, high] = [0, (to - from) >>> 1];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((code[from + middle * 2] ?? 0) < seen) low = middle + 1;
      else high = middle;
    }
    const at = from + low * 2;
    return at < to && code[at] === seen ? (code[at + 1] ?? 0) : 0;
  }

  #rowsAround(from: number, to: number, seen: number): number {
    const code = this.#code;
    let rows = 0;
    for (let at = from; at < to; at += 3) {
      if ((code[at] ?? 0) > seen) break;
      if ((code[at + 1] ?? 0) >= seen) rows |= code[at + 2] ?? 0;
    }
    return rows;
  }

  #rowsOfMany(lens: number, from: number, to: number, count: number): number {
    const list = this.#lenses[lens]?.seen ?? [];
    let rows = 0;
    for (let place = 0; place < count; place += 1) rows |= this.#rowsOf(from, to, list[place] ?? 0);
    return rows;
  }

  #rowsOfParts(lens: number, from: number, to: number): number {
    const parts = this.#lenses[lens];
    let rows = 0;
    for (let at = from; at < to; at += 2)
      if (parts?.has(this.#code[at] ?? 0) === true) rows |= this.#code[at + 1] ?? 0;
    return rows;
  }
}
