/** Reads JSON strictly: what other readers would let pass in silence (duplicate keys, lost digits) is refused. */
import { err, ok, UpshotError, type Result } from '@upshot/errors';

/** Where the text is wrong, and why. */
export interface JsonProblem {
  readonly position: number;
  readonly message: string;
}

interface Cursor {
  readonly text: string;
  at: number;
}

const MAX_DEPTH = 64;
/** Space, tab, line feed, carriage return. */
const BLANKS = new Set([0x20, 0x09, 0x0a, 0x0d]);
const NUMBER = /-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?/y;
const WORDS = [
  ['true', true],
  ['false', false],
  ['null', null],
] as const;

/**
 * The value in `text` (RFC 8259). Refused beside syntax errors: nesting deeper than 64, a key that comes twice or is
 * `__proto__`, and a number that would not survive (beyond the range of a double, or an integer with more digits than one holds).
 */
export function parseJson(text: string): Result<unknown, JsonProblem> {
  const cursor: Cursor = { text, at: 0 };
  try {
    const value = readValue(cursor, 1);
    skipBlank(cursor);
    if (cursor.at < text.length) throw refusal('unexpected text after the value');
    return ok(value);
  } catch (thrown) {
    if (thrown instanceof UpshotError && thrown.code === 'json_invalid')
      return err({ position: cursor.at, message: thrown.message });
    throw thrown;
  }
}

const refusal = (message: string): UpshotError => new UpshotError('json_invalid', message);

function readValue(cursor: Cursor, depth: number): unknown {
  skipBlank(cursor);
  const first = cursor.text[cursor.at];
  if (first === undefined) throw refusal('unexpected end');
  if (first === '{' || first === '[') {
    if (depth > MAX_DEPTH) throw refusal(`nested deeper than ${MAX_DEPTH}`);
    cursor.at += 1;
    return first === '{' ? readObject(cursor, depth) : readList(cursor, depth);
  }
  if (first === '"') return readString(cursor);
  return readScalar(cursor);
}

function readList(cursor: Cursor, depth: number): readonly unknown[] {
  const list: unknown[] = [];
  if (take(cursor, ']')) return list;
  do list.push(readValue(cursor, depth + 1));
  while (take(cursor, ','));
  expect(cursor, ']', 'a comma or ]');
  return list;
}

function readObject(cursor: Cursor, depth: number): object {
  const object: Record<string, unknown> = {};
  if (take(cursor, '}')) return object;
  do {
    const key = readKey(cursor, object);
    expect(cursor, ':', 'a colon');
    object[key] = readValue(cursor, depth + 1);
  } while (take(cursor, ','));
  expect(cursor, '}', 'a comma or }');
  return object;
}

function readKey(cursor: Cursor, before: object): string {
  skipBlank(cursor);
  const start = cursor.at;
  if (cursor.text[start] !== '"') throw refusal('expected a key');
  const key = readString(cursor);
  const problem = Object.hasOwn(before, key) ? 'comes twice' : key === '__proto__' ? 'is not allowed' : null;
  if (problem === null) return key;
  cursor.at = start;
  throw refusal(`the key ${JSON.stringify(key.slice(0, 40))} ${problem}`);
}

function readString(cursor: Cursor): string {
  const { text, at: start } = cursor;
  let end = start + 1;
  for (let code = text.codePointAt(end); code !== 0x22; code = text.codePointAt(end)) {
    if (code === undefined) throw refusal('unterminated text');
    end += code === 0x5c ? 2 : 1;
  }
  try {
    const value: unknown = JSON.parse(text.slice(start, end + 1));
    cursor.at = end + 1;
    return typeof value === 'string' ? value : '';
  } catch {
    throw refusal('a text with a bad escape or a control character');
  }
}

function readScalar(cursor: Cursor): unknown {
  const word = WORDS.find(([each]) => cursor.text.startsWith(each, cursor.at));
  if (word === undefined) return readNumber(cursor);
  cursor.at += word[0].length;
  return word[1];
}

function readNumber(cursor: Cursor): number {
  NUMBER.lastIndex = cursor.at;
  const found = NUMBER.exec(cursor.text);
  if (found === null) throw refusal('expected a value');
  const [literal, fraction, exponent] = found;
  const value = Number(literal);
  const whole = fraction === undefined && exponent === undefined;
  if (!Number.isFinite(value) || (whole && !Number.isSafeInteger(value) && String(value) !== literal))
    throw refusal('a number too large to be kept exactly: send it as text');
  cursor.at += literal.length;
  return value;
}

function skipBlank(cursor: Cursor): void {
  while (BLANKS.has(cursor.text.charCodeAt(cursor.at))) cursor.at += 1;
}

function take(cursor: Cursor, sign: string): boolean {
  skipBlank(cursor);
  if (cursor.text[cursor.at] !== sign) return false;
  cursor.at += 1;
  return true;
}

function expect(cursor: Cursor, sign: string, what: string): void {
  if (!take(cursor, sign)) throw refusal(`expected ${what}`);
}
