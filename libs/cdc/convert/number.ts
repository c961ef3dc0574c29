/** Numbers and bytes in their canonical form. */
import type { FieldValue } from '@upshot/values';

/** The longest decimal that is read: Postgres' own limit is 131,072 digits before the point. */
const MAX_DECIMAL_BYTES = 64 * 1024;
const MAX_SCALE = 16_384;

/** A whole number: a number where that is exact, else its digits. */
export function wholeNumber(value: bigint | number): FieldValue {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value.toString();
}

/** A float as it was written: the shortest decimal that is the same float. What JSON cannot say is said in text. */
export function floatNumber(value: number, single: boolean): FieldValue {
  if (!Number.isFinite(value)) return String(value);
  if (!single || Number.isSafeInteger(value)) return value;
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return value;
}

/** The decimal that two's complement bytes and a scale stand for; null where they are beyond any database's. */
export function decimalText(bytes: Buffer, scale: number): string | null {
  if (bytes.length > MAX_DECIMAL_BYTES || !Number.isInteger(scale) || Math.abs(scale) > MAX_SCALE)
    return null;
  const unscaled = unscaledOf(bytes);
  if (scale <= 0) return (BigInt(unscaled) * 10n ** BigInt(-scale)).toString();
  const digits = (unscaled < 0 ? -unscaled : unscaled).toString().padStart(scale + 1, '0');
  const at = digits.length - scale;
  return `${unscaled < 0 ? '-' : ''}${digits.slice(0, at)}.${digits.slice(at)}`;
}

/** Amounts of everyday size fit into six bytes, which need no BigInt. */
function unscaledOf(bytes: Buffer): bigint | number {
  if (bytes.length === 0) return 0;
  if (bytes.length <= 6) return bytes.readIntBE(0, bytes.length);
  return BigInt.asIntN(bytes.length * 8, BigInt(`0x${bytes.toString('hex')}`));
}

/** A bit string, its first bit first; Debezium sends the bytes with the lowest one first. */
export function bitText(bytes: Buffer, length: number): string {
  const bits = [...bytes]
    .reverse()
    .map((byte) => byte.toString(2).padStart(8, '0'))
    .join('');
  return length > 0 && length <= bits.length
    ? bits.slice(bits.length - length)
    : bits.padStart(Math.min(length, 4096), '0');
}
