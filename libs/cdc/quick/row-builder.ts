/** Puts converted rows together from the values that a scanner read. */
import type { FieldValue } from '@upshot/values';
import { UNAVAILABLE } from '../convert/types.ts';
import type { Row, RowConverter } from '../row.ts';

/** A row of the scanned `values`, null for null. Throws a `Mismatch` for a value that its schema does not allow. */
export type BuildRow = (values: unknown) => Row | null;

type Values = Record<string, FieldValue>;

/** From so many columns on, an object that is filled one by one becomes a slow one, unless it begins as a copy. */
const COPIED_FROM = 10;
const NONE: readonly string[] = [];

/** A builder of rows whose scanner reads the columns `names`. */
export function rowBuilder(names: readonly string[], rows: Pick<RowConverter, 'convertOf'>): BuildRow {
  const converts = names.map((name) => rows.convertOf(name));
  const empty: Readonly<Values> = Object.fromEntries(names.map((name) => [name, null]));
  const model: Readonly<Values> = names.length < COPIED_FROM ? {} : JSON.parse(JSON.stringify(empty));
  return (scanned) => {
    if (!Array.isArray(scanned)) return null;
    const values: Values = { ...model };
    let unavailable: string[] | null = null;
    for (let at = 0; at < names.length; at++) {
      const name = names[at] ?? '';
      const raw: unknown = scanned[at];
      const value = raw === null ? null : converts[at]?.(raw);
      if (value === UNAVAILABLE || value === undefined) (unavailable ??= []).push(name);
      else values[name] = value;
    }
    return unavailable === null
      ? { values, unavailable: NONE }
      : { values: without(values, unavailable), unavailable };
  };
}

const without = (values: Readonly<Values>, names: readonly string[]): Values =>
  Object.fromEntries(Object.entries(values).filter(([name]) => !names.includes(name)));
