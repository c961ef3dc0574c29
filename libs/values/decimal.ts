/** Exact numbers: a double where a double decides exactly, else an arbitrary-precision decimal. */
import { Big } from 'big.js';
import type { FieldValue } from './types.ts';

/** A number that compares exactly with any other. */
export type Decimal = number | Big;

const SHAPE = /^-?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d{1,4})?$/i;
/** Fifteen significant digits or fewer are kept apart, and in order, by doubles. */
const EXACT_LENGTH = 15;
const MAX_LENGTH = 1000;

/** The number that `value` is: a finite number, or text of a decimal such as `-12.50` or `1e3`; else undefined. */
export function parseDecimal(value: FieldValue): Decimal | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value !== 'string' || value.length > MAX_LENGTH) return undefined;
  if (isPlainNumber(value)) return Number(value);
  const text = value.trim();
  if (!SHAPE.test(text)) return undefined;
  return text.length <= EXACT_LENGTH && !/e/i.test(text) ? Number(text) : new Big(text);
}

/** Whether a text is digits with a point among them and no more than a double keeps apart: almost every number is. */
function isPlainNumber(text: string): boolean {
  const { length } = text;
  if (length === 0 || length > EXACT_LENGTH) return false;
  let points = 0;
  for (let place = 0; place < length; place += 1) {
    const code = text.charCodeAt(place);
    if (code >= 48 && code <= 57) continue;
    if (code !== 46 || place === 0 || points > 0) return false;
    points += 1;
  }
  return true;
}

/** Negative where `left` is smaller, zero where both are the same number, positive where it is larger. */
export function compareDecimals(left: Decimal, right: Decimal): number {
  if (typeof left !== 'number' || typeof right !== 'number') return new Big(left).cmp(right);
  return left < right ? -1 : Number(left > right);
}
