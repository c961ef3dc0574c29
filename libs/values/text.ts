/** Text as conditions compare it. */
import type { FieldValue } from './types.ts';

/** The text of a scalar (`5` is "5", `true` is "true"); a list, an object or null has none. */
export function textOf(value: FieldValue): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

/** Text made ready to compare: as it is, or in lower case where letter case does not count. */
export const foldCase = (text: string, caseSensitive: boolean): string =>
  caseSensitive ? text : text.toLowerCase();
