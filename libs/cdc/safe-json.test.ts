/** Shows that no digit is lost and nothing hostile gets through. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_JSON_DEPTH, parseSafeJson } from './safe-json.ts';

describe('parseSafeJson', () => {
  it.each<[string, unknown]>([
    ['9007199254740991', 9007199254740991],
    ['9007199254740993', 9007199254740993n],
    ['-9223372036854775808', -9223372036854775808n],
    ['0.1', 0.1],
    ['1.50', 1.5],
    ['1.000000000000000001', '1.000000000000000001'],
    ['0.30000000000000004', 0.30000000000000004],
    ['1e3', 1000],
    ['1e400', '1e400'],
    ['-0', -0],
    ['{"a":[9007199254740993,{"b":1}]}', { a: [9007199254740993n, { b: 1 }] }],
    ['"9007199254740993"', '9007199254740993'],
  ])('%s', (text, expected) => {
    expect(parseSafeJson(text)).toEqual(expected);
  });

  it('reads everything else as JSON does', () => {
    fc.assert(
      fc.property(fc.json({ noUnicodeString: false, depthSize: 'small' }), (text) => {
        const plain: unknown = JSON.parse(text, (key, value: unknown) =>
          key === '__proto__' ? undefined : value,
        );
        expect(
          JSON.stringify(parseSafeJson(text), (_, value: unknown) =>
            typeof value === 'bigint' ? Number(value) : value,
          ),
        ).toBe(JSON.stringify(plain));
      }),
    );
  });

  it.each([
    '{"__proto__":{"x":1},"a":1}',
    '{"\\u005f_proto__":{"x":1},"a":1}',
    '{"_\\u005Fproto__":{"x":1},"a":1}',
  ])('leaves the prototype out of %s', (text) => {
    const parsed = parseSafeJson(text);
    expect(Object.keys(Object(parsed))).toEqual(['a']);
    expect(parsed).not.toHaveProperty('x');
  });

  it('reads what is as deep as allowed, and nothing deeper', () => {
    const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
    expect(parseSafeJson(nested(MAX_JSON_DEPTH))).toBeInstanceOf(Array);
    expect(() => parseSafeJson(nested(MAX_JSON_DEPTH + 1))).toThrow(SyntaxError);
    expect(() => parseSafeJson(nested(1_000_000))).toThrow(SyntaxError);
  });

  it('does not count brackets inside text', () => {
    expect(parseSafeJson(JSON.stringify(['['.repeat(500), '\\"[['.repeat(100)]))).toHaveLength(2);
  });

  it.each(['', '{', '{"a":}', 'NaN', "{'a':1}", '[1,]', '{"a":1} x', '\u0000'])('refuses %j', (text) => {
    expect(() => parseSafeJson(text)).toThrow(SyntaxError);
  });
});
