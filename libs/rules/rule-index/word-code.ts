/**
 * What the 32 rows of a word need, written as numbers one after the other: so that to ask a word reads memory in one go, and ends as
 * soon as none of its rows is left. A step is: the lens and what to do with it; the length of the step; the rows concerned, as
 * bits; and its entries, in the order of what the lens must see, each with the rows that need it.
 */
import type { FieldAccess } from './access.ts';
import { countBits, ROWS_IN_WORD } from './bits.ts';
import type { LensSet } from './lenses/lens-set.ts';
import type { Lens } from './lenses/lens.ts';

/** Each op rules out the rows concerned save those that need what is seen (odd: rules out just those). */
export const OPS = { single: 0, singleNot: 1, many: 2, manyNot: 3, range: 4, part: 6, partNot: 7 } as const;
export const OP_BITS = 3;
export const HEAD_LENGTH = 3;

interface Step {
  readonly lens: number;
  readonly op: number;
  rows: number;
  /** By what must be seen: the rows, after the end of the range where it is one. */
  readonly entries: Map<string, { readonly seen: readonly number[]; rows: number }>;
}

/** The code of one word, of up to 32 rows, each with what it needs; steps come first that rule out most. */
export function codeOf(rows: readonly (readonly FieldAccess[])[], set: LensSet): readonly number[] {
  const steps: Step[] = [];
  for (const [row, needed] of rows.slice(0, ROWS_IN_WORD).entries())
    for (const each of needed) addTo(steps, 1 << row, each, set);
  const worth = ({ lens, op, rows: concerned }: Step): number =>
    (set.lenses[lens]?.worth ?? 0) * countBits(concerned) * ((op & 1) === 1 ? 0.2 : 1);
  return steps.toSorted((one, other) => worth(other) - worth(one)).flatMap(numbersOf);
}

function addTo(steps: Step[], bit: number, needed: FieldAccess, set: LensSet): void {
  const place = set.placeOf(needed);
  const lens = set.lenses[place];
  if (lens === undefined) return;
  const op = opOf(lens, needed.access.holds);
  const step = stepFor(steps, place, op, bit);
  step.rows |= bit;
  const numbers = lens.encode(needed.access);
  for (const seen of op === OPS.range ? [numbers] : numbers.map((number) => [number])) {
    const name = seen.join();
    const entry = step.entries.get(name);
    if (entry === undefined) step.entries.set(name, { seen, rows: bit });
    else entry.rows |= bit;
  }
}

/** A row stands in a step once, for a step lets a row pass that finds one thing it needs. */
function stepFor(steps: Step[], lens: number, op: number, bit: number): Step {
  const known = steps.find((step) => step.lens === lens && step.op === op && (step.rows & bit) === 0);
  if (known !== undefined) return known;
  const step: Step = { lens, op, rows: 0, entries: new Map() };
  steps.push(step);
  return step;
}

function opOf({ sees }: Lens, holds: boolean): number {
  return sees === 'range' ? OPS.range : OPS[sees] + (holds ? 0 : 1);
}

function numbersOf({ lens, op, rows, entries }: Step): readonly number[] {
  const sorted = [...entries.values()].sort((one, other) => (one.seen[0] ?? 0) - (other.seen[0] ?? 0));
  const numbers = sorted.flatMap((entry) => [...entry.seen, entry.rows]);
  return [(lens << OP_BITS) | op, numbers.length + HEAD_LENGTH, rows, ...numbers];
}
