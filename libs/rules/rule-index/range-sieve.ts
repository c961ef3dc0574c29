/**
 * Rows by the range that their field must lie in. The bounds cut the scale into stretches: below the first bound, at it, between it
 * and the next, and so on. What passes differs from one stretch to the next by the few ranges that begin or end there (its
 * turns); at some stretches it is written down whole, and a look starts from the nearest of these before it.
 */
import type { RecordChange } from '@upshot/values';
import type { Bound } from './access.ts';
import { allOf, clearBit, setBit, turnBit, wordsFor } from './bits.ts';
import type { PlaceInput } from './input.ts';
import { PLACES } from './place.ts';
import type { Rows } from './rows.ts';
import type { Sieve } from './sieve.ts';

export interface RangeNeed {
  readonly row: number;
  readonly low: Bound | null;
  readonly high: Bound | null;
}

export class RangeSieve implements Sieve {
  readonly expectedCut: number;
  readonly needy: Int32Array;
  readonly #input: PlaceInput;
  readonly #bounds: Float64Array;
  /** The row that each turn is of, and the first turn of each stretch. */
  readonly #turns: Int32Array;
  readonly #firstTurn: Int32Array;
  /** Whole sets, and for each stretch which of them it starts from and the first turn that this one has not taken in. */
  readonly #table: Int32Array;
  readonly #offset: Int32Array;
  readonly #from: Int32Array;
  readonly #nowhere: Int32Array;
  readonly #passing: Int32Array;

  constructor(input: PlaceInput, needs: readonly RangeNeed[], rows: number) {
    const words = wordsFor(rows);
    this.#input = input;
    this.#bounds = boundsOf(needs);
    [this.#turns, this.#firstTurn] = turnsOf(needs, this.#bounds);
    this.#nowhere = allOf(rows);
    this.needy = new Int32Array(words);
    for (const { row } of needs) {
      setBit(this.needy, row);
      clearBit(this.#nowhere, row);
    }
    const stretches = this.#bounds.length * 2 + 1;
    this.#offset = new Int32Array(stretches);
    this.#from = new Int32Array(stretches);
    this.#table = this.#writeDown(stretches, words);
    this.#passing = new Int32Array(words);
    this.expectedCut = needs.length / 2;
  }

  narrow(change: RecordChange, rows: Rows): void {
    const place = this.#input.read(change);
    if (place === PLACES.untold) return;
    if (place === PLACES.nowhere) return rows.keep(this.#nowhere, 0);
    const stretch = this.#stretchAt(this.#input.at, place === PLACES.above);
    const [from, to] = [this.#from[stretch] ?? 0, this.#firstTurn[stretch + 1] ?? 0];
    const offset = this.#offset[stretch] ?? 0;
    if (from === to) rows.keep(this.#table, offset);
    else rows.keep(this.#turned(rows, offset, from, to), 0);
  }

  #turned({ words, count }: Rows, offset: number, from: number, to: number): Int32Array {
    const [passing, table, turns] = [this.#passing, this.#table, this.#turns];
    for (let place = 0; place < count; place += 1) {
      const word = words[place] ?? 0;
      passing[word] = table[offset + word] ?? 0;
    }
    for (let turn = from; turn < to; turn += 1) turnBit(passing, turns[turn] ?? 0);
    return passing;
  }

  /** Bound number n is stretch 2n+1, the gap before it 2n. */
  #stretchAt(at: number, above: boolean): number {
    const bounds = this.#bounds;
    let [low, high] = [0, bounds.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((bounds[middle] ?? 0) < at) low = middle + 1;
      else high = middle;
    }
    if (low === bounds.length || bounds[low] !== at) return low * 2;
    return low * 2 + (above ? 2 : 1);
  }

  /** A whole set is written down where as many turns have come as copying one costs. */
  #writeDown(stretches: number, words: number): Int32Array {
    const current = this.#nowhere.slice();
    const whole: Int32Array[] = [];
    let from = 0;
    for (let stretch = 0; stretch < stretches; stretch += 1) {
      const [first, next] = [this.#firstTurn[stretch] ?? 0, this.#firstTurn[stretch + 1] ?? 0];
      for (let turn = first; turn < next; turn += 1) turnBit(current, this.#turns[turn] ?? 0);
      if (whole.length === 0 || next - from > words) {
        whole.push(current.slice());
        from = next;
      }
      this.#offset[stretch] = (whole.length - 1) * words;
      this.#from[stretch] = from;
    }
    const table = new Int32Array(whole.length * words);
    for (const [place, each] of whole.entries()) table.set(each, place * words);
    return table;
  }
}

function boundsOf(needs: readonly RangeNeed[]): Float64Array {
  const bounds = new Set<number>();
  for (const { low, high } of needs) {
    if (low !== null) bounds.add(low.at);
    if (high !== null) bounds.add(high.at);
  }
  return new Float64Array(bounds).sort();
}

/** The turns by stretch: a range's row turns on where it begins and off after it ends; a range in which nothing lies never does. */
function turnsOf(needs: readonly RangeNeed[], bounds: Float64Array): readonly [Int32Array, Int32Array] {
  const stretchOf = new Map<number, number>();
  for (const [place, bound] of bounds.entries()) stretchOf.set(bound, place * 2 + 1);
  const byStretch: number[][] = Array.from({ length: bounds.length * 2 + 2 }, () => []);
  for (const { row, low, high } of needs) {
    const first = low === null ? 0 : (stretchOf.get(low.at) ?? 0) + low.side;
    const last = high === null ? byStretch.length : (stretchOf.get(high.at) ?? 0) + high.side;
    if (first > last) continue;
    byStretch[first]?.push(row);
    byStretch[last + 1]?.push(row);
  }
  const firstTurn = new Int32Array(byStretch.length + 1);
  for (const [stretch, turns] of byStretch.entries())
    firstTurn[stretch + 1] = (firstTurn[stretch] ?? 0) + turns.length;
  return [new Int32Array(byStretch.flat()), firstTurn];
}
