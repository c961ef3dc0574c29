/** A field's value as a date: a day without a zone, or an instant. */
import { parseInstant, type FieldValue } from '@upshot/values';
import { dayText } from './civil.ts';
import { DAY_MS, FIRST_DAY, LAST_DAY } from './units.ts';

/** A day is one in whatever zone it is read; an instant is one moment. `text` is the same for equal values. */
export type FieldDate =
  | { readonly kind: 'day'; readonly day: number; readonly text: string }
  | {
      readonly kind: 'instant';
      readonly atMs: number;
      /** Whether the value lies after its millisecond: what is due at it is due with the next, never early. */
      readonly beyond: boolean;
      readonly text: string;
    };

/** The date that a value names, in the years 1 to 9999; undefined for an empty value and whatever is no date. */
export function readFieldDate(value: FieldValue | undefined): FieldDate | undefined {
  if (typeof value !== 'string') return undefined;
  const instant = parseInstant(value);
  if (instant === undefined) return undefined;
  const day = Math.floor(instant.ms / DAY_MS);
  if (day < FIRST_DAY || day > LAST_DAY) return undefined;
  if (!value.includes(':')) return { kind: 'day', day, text: dayText(day) };
  const text = `${new Date(instant.ms).toISOString().slice(0, -1)}${instant.rest}Z`;
  return { kind: 'instant', atMs: instant.ms, beyond: instant.rest !== '', text };
}
