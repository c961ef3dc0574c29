/** Looks into values of which nothing is known yet. */

export type Untyped = Readonly<Record<string, unknown>>;

/** An object with keys (no list, no bytes), or null. */
export function asObject(value: unknown): Untyped | null {
  return isObject(value) ? value : null;
}

export const asText = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/** A whole number, in whichever form it came; null for anything else. */
export function asBigInt(value: unknown): bigint | null {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : null;
  return typeof value === 'string' && /^-?\d{1,40}$/.test(value) ? BigInt(value) : null;
}

/** A whole number, in whichever form it came, made a BigInt only where a number would not be exact; else null. */
export const asWhole = (value: unknown): bigint | number | null =>
  typeof value === 'number' && Number.isSafeInteger(value) ? value : asBigInt(value);

/** The entries of an object whose values are text. */
export function textEntries(value: unknown): Readonly<Record<string, string>> {
  const entries = Object.entries(asObject(value) ?? {});
  return Object.fromEntries(
    entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

function isObject(value: unknown): value is Untyped {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !Buffer.isBuffer(value);
}
