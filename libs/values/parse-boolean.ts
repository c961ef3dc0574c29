/** Booleans as records hold them and as clients write them. */
import type { FieldValue } from './types.ts';

/** The boolean that `value` is: itself, or the text `true` or `false` in any case; else undefined. */
export function parseBoolean(value: FieldValue): boolean | undefined {
  if (typeof value === 'boolean') return value;
  if (typeof value !== 'string') return undefined;
  const text = value.trim().toLowerCase();
  if (text === 'true') return true;
  return text === 'false' ? false : undefined;
}
