/**
 * The rows whose needs a change may meet. Rows that need the same rare thing share a word; a filter of the words themselves, which need
 * what all their rows need, goes before where there are many, and leaves few of them to be asked.
 */
import type { RecordChange } from '@upshot/values';
import type { FieldAccess } from './access.ts';
import { lowestBit, ROWS_IN_WORD, wordsFor } from './bits.ts';
import { clustered } from './cluster.ts';
import type { Inputs } from './inputs.ts';
import { LensSet } from './lenses/lens-set.ts';
import { WordReader } from './word-reader.ts';

/** What a row needs, and the rule that it stands for. */
export interface NeedyRow {
  readonly rule: number;
  readonly needed: readonly FieldAccess[];
}

/** So many words are worth a filter of their own. */
const MANY_WORDS = 8;

export class Filter {
  readonly #reader: WordReader;
  readonly #coarse: Filter | null;
  readonly #ruleOf: Int32Array;
  readonly #words: number[] = [];

  /** `apart`: rows are laid out in clusters where there are many. */
  constructor(needy: readonly NeedyRow[], inputs: Inputs, apart: boolean) {
    const { rows, leads } = apart ? clustered(needy, MANY_WORDS) : { rows: needy, leads: [] };
    const set = new LensSet(inputs);
    for (const each of rows)
      for (const needed of each?.needed ?? []) set.lenses[set.placeOf(needed)]?.note(needed.access);
    this.#reader = new WordReader(
      rows.map((each) => each?.needed ?? null),
      set,
    );
    this.#ruleOf = Int32Array.from(rows, (each) => each?.rule ?? 0);
    const words = leads.map((lead, rule): NeedyRow => ({ rule, needed: lead === null ? [] : [lead] }));
    this.#coarse =
      words.length === 0 ? null : new Filter(words, inputs, words.length >= MANY_WORDS * ROWS_IN_WORD);
  }

  /** The rules of the rows that are left, each once and in order, into `found`; returns how many. */
  find(change: RecordChange, found: number[]): number {
    this.#reader.begin(change);
    let size = 0;
    const words =
      this.#coarse === null ? wordsFor(this.#ruleOf.length) : this.#coarse.find(change, this.#words);
    for (let place = 0; place < words; place += 1) {
      const word = this.#coarse === null ? place : (this.#words[place] ?? 0);
      for (let left = this.#reader.read(word); left !== 0; left &= left - 1) {
        found[size] = this.#ruleOf[word * ROWS_IN_WORD + lowestBit(left)] ?? 0;
        size += 1;
      }
    }
    return inOrder(found, size);
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
