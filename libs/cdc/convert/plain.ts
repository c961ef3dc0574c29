/** Any decoded value as plain JSON, where nothing is known of what it means. */
import type { FieldValue } from '@upshot/values';
import { floatNumber, wholeNumber } from './number.ts';

/** BigInts become whole numbers or digits, bytes base64, NaN and the infinities text; `__proto__` is left out. */
export function plainValue(value: unknown): FieldValue {
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return floatNumber(value, false);
  if (typeof value === 'bigint') return wholeNumber(value);
  return typeof value === 'object' ? plainObject(value) : null;
}

function plainObject(value: object | null): FieldValue {
  if (value === null) return null;
  if (Buffer.isBuffer(value)) return value.toString('base64');
  if (Array.isArray(value)) return value.map(plainValue);
  const entries = Object.entries(value).filter(([key]) => key !== '__proto__');
  return Object.fromEntries(entries.map(([key, each]) => [key, plainValue(each)]));
}
