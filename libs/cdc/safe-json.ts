/** Reads JSON without losing digits of large numbers, and without letting its shape or its keys do harm. */

/** The deepest nesting that is read. */
export const MAX_JSON_DEPTH = 64;

/** A run of digits that a double may not hold exactly. */
const LONG_NUMBER = /\d{16}|\d\.\d{15}|\d[eE]/;
/** The key that objects treat as their prototype, however it is written. */
const PROTO = /__proto__|\\u005[fF]/;

type Reviver = (this: unknown, key: string, value: unknown, context: { readonly source?: string }) => unknown;
/** The language's library knows the reviver's third argument only from a later edition on. */
const parseWithSource = JSON.parse as (text: string, reviver: Reviver) => unknown;

/**
 * Parses `text`. Integers beyond 2^53 are BigInts, fractions that a double would round are strings, keys called
 * `__proto__` are left out. Throws a SyntaxError for what is no JSON or nests deeper than `MAX_JSON_DEPTH`.
 */
export function parseSafeJson(text: string): unknown {
  if (depthOf(text) > MAX_JSON_DEPTH) throw new SyntaxError('nested too deeply');
  if (!LONG_NUMBER.test(text) && !PROTO.test(text)) return JSON.parse(text);
  return parseWithSource(text, (key, value, { source }) => {
    if (key === '__proto__') return undefined;
    return typeof value === 'number' && source !== undefined ? exactNumber(value, source) : value;
  });
}

/** A number as exactly as it was written: a number where that is exact, else a BigInt or the text. */
function exactNumber(value: number, source: string): number | bigint | string {
  if (/^-?\d+$/.test(source)) return Number.isSafeInteger(value) ? value : BigInt(source);
  const digits = source
    .replace(/[eE].*$/, '')
    .replaceAll(/[-.]/g, '')
    .replace(/^0+/, '');
  return Number.isFinite(value) && digits.length <= 15 ? value : exactFraction(value, source);
}

/** More digits than a double is sure to hold are kept as text, unless they print the same way again. */
const exactFraction = (value: number, source: string): number | string =>
  String(value) === source ? value : source;

/** How deep brackets nest outside of strings; stops counting once it is too deep. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let at = 0; at < text.length && deepest <= MAX_JSON_DEPTH; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x22) inString = !inString;
    else if (inString) at += code === 0x5c ? 1 : 0;
    else if (code === 0x5b || code === 0x7b) deepest = Math.max(deepest, ++depth);
    else if (code === 0x5d || code === 0x7d) depth--;
  }
  return deepest;
}
