/** One row of a table, converted whole: what was sent, and which columns were not. */
import type { FieldType, FieldValue, Image } from '@upshot/values';
import { compile } from './convert/compile.ts';
import { convertAs } from './convert/typed.ts';
import type { Placeholder } from './convert/placeholder.ts';
import { UNAVAILABLE, Mismatch, type Convert } from './convert/types.ts';
import { ANY, type Shape } from './shape.ts';
import type { Untyped } from './untyped.ts';

/** A converted row. */
export interface Row {
  readonly values: Readonly<Record<string, FieldValue>>;
  readonly unavailable: readonly string[];
}

export interface RowConverter {
  /** Throws a `Mismatch` naming the column whose value its schema does not allow. */
  readonly convert: (row: Untyped) => Row;
  /** The converter of one column, which throws a `Mismatch` that names no column. */
  readonly convertOf: (column: string) => Convert;
  /** What stands in `column` when a required column was not sent, where the schema says so. */
  readonly defaultOf: (column: string) => unknown;
}

/** The types of a table's columns, for rows that come without a schema. */
export type ColumnTypes = Readonly<Record<string, { readonly type: FieldType }>>;

/** A converter for rows of `shape`, its columns compiled once. */
export function rowConverter(shape: Shape, stand: Placeholder, types?: ColumnTypes): RowConverter {
  const fields = shape.kind === 'record' ? shape.fields : [];
  const converts = new Map<string, Convert>(fields.map((field) => [field.name, compile(field.shape, stand)]));
  const defaults = new Map(fields.map((field) => [field.name, field.default]));
  const untyped = compile(ANY, stand);
  const convertOf = (column: string): Convert => {
    const type = types !== undefined && Object.hasOwn(types, column) ? types[column]?.type : undefined;
    const convert = type === undefined ? untyped : convertAs(type, untyped);
    converts.set(column, convert);
    return convert;
  };
  const known = (column: string): Convert => converts.get(column) ?? convertOf(column);
  return {
    convert: (row) => convertRow(row, known),
    convertOf: known,
    defaultOf: (column) => defaults.get(column),
  };
}

function convertRow(row: Untyped, convertOf: (column: string) => Convert): Row {
  const values: Record<string, FieldValue> = {};
  const unavailable: string[] = [];
  for (const column of Object.keys(row)) {
    if (column === '__proto__') continue;
    const value = convertColumn(column, row[column], convertOf(column));
    if (value === UNAVAILABLE) unavailable.push(column);
    else values[column] = value;
  }
  return { values, unavailable };
}

function convertColumn(column: string, value: unknown, convert: Convert): ReturnType<Convert> {
  try {
    return convert(value);
  } catch (thrown) {
    if (thrown instanceof Mismatch) throw new Mismatch(`column ${column} is ${thrown.message}`);
    throw thrown;
  }
}

/** A row as it stands, the columns that were not sent named. */
export const imageOf = (row: Row): Image => ({ values: row.values, unknown: row.unavailable });

/** Nothing is known of the row. */
export const NOTHING_KNOWN: Image = { values: {}, unknown: 'rest' };

/** An update leaves alone what it does not send: its value is the one before, where that is known. */
export function filledFrom(after: Row, before: Image | null): Image {
  if (after.unavailable.length === 0) return imageOf(after);
  const values = { ...after.values };
  const unknown: string[] = [];
  for (const column of after.unavailable) {
    const prior = before !== null && Object.hasOwn(before.values, column) ? before.values[column] : undefined;
    if (prior === undefined) unknown.push(column);
    else values[column] = prior;
  }
  return { values, unknown };
}

/**
 * Whether a deleted row is only its key. A source that logs no more than the key (REPLICA IDENTITY DEFAULT) fills the
 * rest with nulls, and required columns with their default or their type's zero. A row that truly holds nothing else
 * looks the same, and loses nothing by being called unknown.
 */
export function isKeyOnly(row: Row, key: readonly string[], defaultOf: (column: string) => unknown): boolean {
  const rest = Object.keys(row.values).filter((column) => !key.includes(column));
  if (key.length === 0 || rest.length === 0) return false;
  return rest.every((column) => isFiller(row.values[column]) || row.values[column] === defaultOf(column));
}

const ZERO = /^(?:-?0(?:\.0+)?|1970-01-01(?:T00:00:00(?:\.0+)?Z)?|00:00:00(?:\.0+)?Z?|)$/;

function isFiller(value: FieldValue | undefined): boolean {
  if (value === undefined || value === null || value === 0 || value === false) return true;
  if (typeof value === 'string') return ZERO.test(value);
  return typeof value === 'object' && Object.keys(value).length === 0;
}
