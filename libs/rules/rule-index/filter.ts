/** The rules of a segment whose criteria a change may meet: its sieves, one after the other, until nothing is left. */
import type { RecordChange } from '@upshot/values';
import type { FieldAccess } from './access.ts';
import { allOf, wordsFor } from './bits.ts';
import type { Inputs } from './inputs.ts';
import { Needs } from './needs.ts';
import type { Sieve } from './sieve.ts';

/** A way of holding, and the place of the rule that has it. */
export interface PlacedArm {
  readonly rule: number;
  readonly needed: readonly FieldAccess[];
}

export class Filter {
  readonly #sieves: readonly Sieve[];
  readonly #ruleOf: Int32Array;
  readonly #all: Int32Array;
  readonly #rows: Int32Array;

  /** Arms of one rule stand beside each other. */
  constructor(arms: readonly PlacedArm[], inputs: Inputs) {
    const needs = new Needs(inputs);
    for (const [row, { needed }] of arms.entries()) for (const each of needed) needs.add(row, each);
    this.#sieves = needs.sieves(arms.length);
    this.#ruleOf = Int32Array.from(arms, ({ rule }) => rule);
    this.#all = allOf(arms.length);
    this.#rows = new Int32Array(wordsFor(arms.length));
  }

  /** The places of the rules that are left, in order and each once, into `found`; returns how many. */
  find(change: RecordChange, found: number[]): number {
    const rows = this.#rows;
    for (let word = 0; word < rows.length; word += 1) rows[word] = this.#all[word] ?? 0;
    for (const sieve of this.#sieves) if (sieve.narrow(change, rows) === 0) return 0;
    return this.#placesOf(rows, found);
  }

  #placesOf(rows: Int32Array, found: number[]): number {
    let count = 0;
    let last = -1;
    for (let word = 0; word < rows.length; word += 1) {
      let left = rows[word] ?? 0;
      while (left !== 0) {
        const rule = this.#ruleOf[(word << 5) + 31 - Math.clz32(left & -left)] ?? 0;
        if (rule !== last) found[count++] = last = rule;
        left &= left - 1;
      }
    }
    return count;
  }
}
