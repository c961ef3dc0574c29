/** A sample of records, from which conditions take their operands and their selectivity. */
import { isList, parseDecimal, parseInstant, type FieldValue } from '@upshot/values';
import { FIELDS, recordOf, type Field } from './fields.ts';
import { at, randomOf, type Random } from './random.ts';

const RECORDS = 4_000;

/** What one field holds in the sample. */
export interface Column {
  readonly field: Field;
  /** The share of records that leave it empty. */
  readonly empty: number;
  /** A value that some record holds, the more common the likelier. */
  readonly pick: (random: Random) => FieldValue;
  /** The share of records that hold exactly this value, or have it in their list. */
  readonly holding: (value: FieldValue) => number;
  /** The share of records whose number or instant is below `bound`. */
  readonly below: (bound: number) => number;
  /** The share of records whose text begins with `beginning`. */
  readonly beginning: (beginning: string) => number;
  /** The share of records whose text has `part` in it. */
  readonly having: (part: string) => number;
}

/** The columns of one sample. */
export function populationOf(seed: number): readonly Column[] {
  const random = randomOf(seed, 'population');
  const records = Array.from({ length: RECORDS }, () => recordOf(random));
  return FIELDS.map((field) =>
    columnOf(
      field,
      records.map((record) => record[field.name] ?? null),
    ),
  );
}

function columnOf(field: Field, values: readonly FieldValue[]): Column {
  const present = values.filter((value) => value !== null);
  const texts = present.filter((value) => typeof value === 'string').sort();
  const numbers = present.map(numberOf).sort((a, b) => a - b);
  const counts = countsOf(present);
  const parts = new Map<string, number>();
  const countPart = (part: string): number => texts.filter((text) => text.includes(part)).length;
  return {
    field,
    empty: 1 - present.length / RECORDS,
    pick: (random) => at(present, random.int(present.length)),
    holding: (value) => (counts.get(value) ?? 0) / RECORDS,
    below: (bound) => countBelow(numbers, bound) / RECORDS,
    beginning: (text) => (countBelow(texts, `${text}\uFFFF`) - countBelow(texts, text)) / RECORDS,
    having: (part) => {
      const count = parts.get(part) ?? countPart(part);
      parts.set(part, count);
      return count / RECORDS;
    },
  };
}

/** A number as it is, a date as its milliseconds; NaN for what is neither. */
export function numberOf(value: FieldValue): number {
  const decimal = parseDecimal(value);
  return decimal === undefined ? (parseInstant(value)?.ms ?? Number.NaN) : Number(decimal);
}

function countsOf(values: readonly FieldValue[]): ReadonlyMap<FieldValue, number> {
  const counts = new Map<FieldValue, number>();
  for (const value of values)
    for (const each of isList(value) ? value : [value]) counts.set(each, (counts.get(each) ?? 0) + 1);
  return counts;
}

/** How many elements of a sorted list are smaller. */
function countBelow<T extends number | string>(sorted: readonly T[], bound: T): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (at(sorted, middle) < bound) low = middle + 1;
    else high = middle;
  }
  return low;
}
