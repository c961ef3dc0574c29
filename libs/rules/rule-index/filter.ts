/**
 * The rows whose needs a change may meet. Rows that need the same rare thing share a word; a filter of the words themselves, which need
 * what all their rows need, goes before where there are many, and leaves few of them to be asked.
 */
import type { RecordChange } from '@upshot/values';
import type { ArmNeeds } from './arm-accesses.ts';
import { lowestBit, ROWS_IN_WORD, wordsFor } from './bits.ts';
import { clustered } from './cluster.ts';
import type { Inputs } from './inputs.ts';
import { LensSet } from './lenses/lens-set.ts';
import { WordReader } from './word-reader.ts';

/** What a row needs, and the rule that it stands for. */
export interface NeedyRow extends ArmNeeds {
  readonly rule: number;
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
    this.#reader = new WordReader(rows, set);
    this.#ruleOf = Int32Array.from(rows, (each) => each?.rule ?? 0);
    const words = leads.map((lead, rule): NeedyRow => ({
      rule,
      needed: lead === null ? [] : [lead],
      isExact: false,
    }));
    this.#coarse =
      words.length === 0 ? null : new Filter(words, inputs, words.length >= MANY_WORDS * ROWS_IN_WORD);
  }

  /**
   * The rules of the rows that are left into `found`, each once and in order: twice their number, and one more where they have to be
   * asked; returns how many.
   */
  find(change: RecordChange, found: number[]): number {
    this.#reader.begin(change);
    let size = 0;
    const words =
      this.#coarse === null ? wordsFor(this.#ruleOf.length) : this.#coarse.find(change, this.#words);
    for (let place = 0; place < words; place += 1) {
      const word = this.#coarse === null ? place : (this.#words[place] ?? 0) >>> 1;
      const rows = this.#reader.read(word);
      const { proven } = this.#reader;
      for (let left = rows; left !== 0; left &= left - 1) {
        const row = lowestBit(left);
        const rule = this.#ruleOf[word * ROWS_IN_WORD + row] ?? 0;
        found[size] = rule * 2 + (1 - ((proven >>> row) & 1));
        size += 1;
      }
    }
    return inOrder(found, size);
  }
}

/** Up to so many are sorted by insertion. */
const FEW = 64;

/** Sorts the first `size` numbers and takes each rule once, proven rather than not; returns how many they are then. */
function inOrder(numbers: number[], size: number): number {
  if (size <= FEW) insertEach(numbers, size);
  else
    for (const [place, number] of Int32Array.from(numbers.slice(0, size)).sort().entries())
      numbers[place] = number;
  let kept = 0;
  for (let next = 0; next < size; next += 1) {
    const number = numbers[next] ?? 0;
    if (kept > 0 && (numbers[kept - 1] ?? 0) >>> 1 === number >>> 1) continue;
    numbers[kept] = number;
    kept += 1;
  }
  return kept;
}

function insertEach(numbers: number[], size: number): void {
  for (let next = 1; next < size; next += 1) {
    const number = numbers[next] ?? 0;
    let place = next;
    for (; place > 0 && (numbers[place - 1] ?? 0) > number; place -= 1)
      numbers[place] = numbers[place - 1] ?? 0;
    numbers[place] = number;
  }
}
