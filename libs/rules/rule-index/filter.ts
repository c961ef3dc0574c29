/**
 * The rows whose needs a change may meet: its sieves, one after the other, until nothing is left. Where there are many rows, a
 * filter of their words goes before, whose rows are the words.
 */
import type { RecordChange } from '@upshot/values';
import type { FieldAccess } from './access.ts';
import { setBit, wordsFor } from './bits.ts';
import { clustered } from './cluster.ts';
import type { Inputs } from './inputs.ts';
import { Needs } from './needs.ts';
import { Rows } from './rows.ts';
import type { Sieve } from './sieve.ts';

/** What a row needs, and the rule that it stands for. */
export interface NeedyRow {
  readonly rule: number;
  readonly needed: readonly FieldAccess[];
}

/** So many words are worth a filter of their own. */
const MANY_WORDS = 8;

export class Filter {
  readonly #sieves: readonly Sieve[];
  readonly #coarse: Filter | null;
  readonly #ruleOf: Int32Array;
  readonly #rows: Rows;

  /** `apart`: rows are laid out in clusters where there are many. */
  constructor(needy: readonly NeedyRow[], inputs: Inputs, apart: boolean) {
    const isLaidOut = apart && wordsFor(needy.length) >= MANY_WORDS;
    const { rows, leads } = isLaidOut ? clustered(needy) : { rows: needy, leads: [] };
    const needs = new Needs(inputs);
    const all = new Int32Array(wordsFor(rows.length));
    for (const [row, each] of rows.entries()) {
      if (each === null) continue;
      setBit(all, row);
      for (const access of each.needed) needs.add(row, access);
    }
    this.#sieves = needs.sieves(rows.length);
    this.#ruleOf = Int32Array.from(rows, (each) => each?.rule ?? 0);
    this.#rows = new Rows(all);
    const words = leads.map((lead, rule): NeedyRow => ({ rule, needed: lead === null ? [] : [lead] }));
    this.#coarse = isLaidOut ? new Filter(words, inputs, false) : null;
  }

  /** The rules of the rows that are left, each once and in order, into `found`; returns how many. */
  find(change: RecordChange, found: number[]): number {
    const { bits, words, count } = this.#narrow(change);
    let size = 0;
    for (let place = 0; place < count; place += 1) {
      const word = words[place] ?? 0;
      for (let left = bits[word] ?? 0; left !== 0; left &= left - 1) {
        found[size] = this.#ruleOf[(word << 5) + 31 - Math.clz32(left & -left)] ?? 0;
        size += 1;
      }
    }
    return inOrder(found, size);
  }

  #narrow(change: RecordChange): Rows {
    const rows = this.#rows;
    if (this.#coarse === null) rows.reset();
    else rows.resetTo(this.#coarse.#narrow(change));
    for (const sieve of this.#sieves) {
      if (rows.count === 0) break;
      if (rows.hasAny(sieve.needy)) sieve.narrow(change, rows);
    }
    return rows;
  }
}

/** Up to so many are sorted by insertion. */
const FEW = 64;

/** Sorts the first `size` numbers and takes each once; returns how many they are then. */
function inOrder(numbers: number[], size: number): number {
  if (size <= FEW) return inOrderByInsertion(numbers, size);
  const sorted = Int32Array.from({ length: size }, (_none, place) => numbers[place] ?? 0).sort();
  let kept = 0;
  for (const number of sorted) {
    if (kept > 0 && numbers[kept - 1] === number) continue;
    numbers[kept] = number;
    kept += 1;
  }
  return kept;
}

function inOrderByInsertion(numbers: number[], size: number): number {
  let kept = 0;
  for (let next = 0; next < size; next += 1) {
    const number = numbers[next] ?? 0;
    let place = kept;
    while (place > 0 && (numbers[place - 1] ?? 0) > number) place -= 1;
    if (place > 0 && numbers[place - 1] === number) continue;
    for (let each = kept; each > place; each -= 1) numbers[each] = numbers[each - 1] ?? 0;
    numbers[place] = number;
    kept += 1;
  }
  return kept;
}
