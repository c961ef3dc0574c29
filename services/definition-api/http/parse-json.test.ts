/** Shows that the reader agrees with JSON.parse on what both take, and what it refuses beyond. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJson } from './parse-json.ts';

const told = (text: string) => {
  const parsed = parseJson(text);
  return parsed.ok ? parsed.value : `${parsed.error.position}: ${parsed.error.message}`;
};

/** A key that is refused on purpose is not drawn. */
const values = fc
  .jsonValue({ maxDepth: 8 })
  .filter((value) => !JSON.stringify(value).includes('"__proto__"'));

describe('parseJson', () => {
  it('reads what JSON.stringify writes', () => {
    fc.assert(
      fc.property(values, fc.constantFrom(undefined, 1, '\t'), (value, space) => {
        const text = JSON.stringify(value, null, space);
        const native: unknown = JSON.parse(text);
        expect(parseJson(text)).toEqual({ ok: true, value: native });
      }),
    );
  });
  it('never throws, and refuses what JSON.parse refuses', () => {
    const scrap = fc.array(fc.constantFrom(...'{}[]":,\\tfn019.-+eE \n\u0000a'.split('')), { maxLength: 24 });
    fc.assert(
      fc.property(scrap, (signs) => {
        const text = signs.join('');
        let native = true;
        try {
          JSON.parse(text);
        } catch {
          native = false;
        }
        if (!native) expect(parseJson(text).ok).toBe(false);
      }),
      { numRuns: 2_000 },
    );
  });
  it.each([
    ['', '0: unexpected end'],
    ['  ', '2: unexpected end'],
    ['{', '1: expected a key'],
    ['{"a"}', '4: expected a colon'],
    ['{"a":1,}', '7: expected a key'],
    ['{"a":1 "b":2}', '7: expected a comma or }'],
    ['[1 2]', '3: expected a comma or ]'],
    ['[1,]', '3: expected a value'],
    ['{"a":tru}', '5: expected a value'],
    ['{"a":01}', '6: expected a comma or }'],
    ['{"a":NaN}', '5: expected a value'],
    ["{'a':1}", '1: expected a key'],
    ['{} {}', '3: unexpected text after the value'],
    ['"a', '0: unterminated text'],
    ['"a\\', '0: unterminated text'],
    ['"\\x"', '0: a text with a bad escape or a control character'],
    ['"\n"', '0: a text with a bad escape or a control character'],
    ['\ufeff{}', '0: expected a value'],
    ['{"a":1,"a":{"$ne":null}}', '7: the key "a" comes twice'],
    ['{"a":1,"\\u0061":2}', '7: the key "a" comes twice'],
    ['{"__proto__":{"admin":1}}', '1: the key "__proto__" is not allowed'],
    ['{"a":1e999}', '5: a number too large to be kept exactly: send it as text'],
    ['{"a":9007199254740993}', '5: a number too large to be kept exactly: send it as text'],
  ])('refuses %j at its place', (text, message) => {
    expect(told(text)).toBe(message);
  });
  it('nests to a depth of 64 and no further, however much further it is', () => {
    const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
    expect(parseJson(nested(64)).ok).toBe(true);
    expect(told(nested(65))).toBe('64: nested deeper than 64');
    expect(told('['.repeat(500_000))).toBe('64: nested deeper than 64');
  });
  it('keeps keys that objects have by themselves as plain keys', () => {
    const parsed = parseJson('{"constructor":1,"toString":2}');
    expect(parsed.ok && Object.entries(Object(parsed.value))).toEqual([
      ['constructor', 1],
      ['toString', 2],
    ]);
  });
});
