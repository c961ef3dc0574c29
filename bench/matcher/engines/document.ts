/**
 * An event as the peers get it: one flat document of what the record holds now, with a mark for each field that moved. Numbers are
 * numbers and dates are milliseconds in it, and finding out what moved is done before the clock starts: all three in their favour.
 */
import { isList, type FieldType, type FieldValue } from '@upshot/values';
import { FIELDS } from '../workload/fields.ts';
import type { BenchEvent } from '../workload/index.ts';
import { numberOf } from '../workload/population.ts';

export type Document = Readonly<Record<string, FieldValue>>;

const TYPES: ReadonlyMap<string, FieldType> = new Map(FIELDS.map(({ name, type }) => [name, type]));
const MEASURED: ReadonlySet<FieldType> = new Set(['integer', 'decimal', 'date', 'datetime']);

/** The mark that says that a field moved. */
export const markOf = (field: string): string => `moved_${field}`;

/** A value of `field`, or an operand that it is held against, as peers compare it. */
export function plainOf(field: string, value: FieldValue): FieldValue {
  const type = TYPES.get(field);
  if (isList(value)) return value.map((each) => plainOf(field, each));
  return value === null || type === undefined || !MEASURED.has(type) ? value : numberOf(value);
}

/** Whether `contains` on that field asks for a member, and not for a part of a text. */
export const isOfList = (field: string): boolean => TYPES.get(field) === 'list';

export function documentOf({ change, moved }: BenchEvent): Document {
  const values = Object.entries(change.after?.values ?? {});
  return Object.fromEntries([
    ...values.map(([field, value]) => [field, plainOf(field, value)]),
    ...moved.map((field) => [markOf(field), true]),
  ]);
}
