/** What counts as empty. */
import type { FieldValue } from './types.ts';

/** The four empty values. Absent is written `undefined`. */
export type EmptyValue = undefined | null | '' | readonly [];

/** Whether a value is empty: absent, null, the empty text, the empty list. Zero and false are values. */
export const isEmptyValue = (value: FieldValue | undefined): value is EmptyValue =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);
