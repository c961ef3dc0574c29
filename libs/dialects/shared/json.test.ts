/** Shows what is taken in as JSON, and how texts and depths are found in it. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { depthOf, forEachText, soundJson } from './json.ts';
import { pointerOf } from './path.ts';
import { gatherProblems } from './report.ts';

function taken(value: unknown) {
  const { report, problems } = gatherProblems();
  const copy = soundJson(value, report);
  return { copy, told: problems.map(({ path, code }) => `${pointerOf(path)} ${code}`) };
}

describe('soundJson', () => {
  it('copies JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
        const clean = JSON.stringify(value).includes('__proto__') ? null : value;
        expect(taken(clean)).toEqual({ copy: clean, told: [] });
      }),
    );
  });
  it.each<[string, unknown, readonly string[]]>([
    ['undefined', { a: [1, undefined] }, ['/a/1 wrong_type']],
    ['a function', { a: () => 1 }, ['/a wrong_type']],
    ['a bigint', [1n], ['/0 wrong_type']],
    ['a symbol', { a: Symbol('x') }, ['/a wrong_type']],
    ['no number', { a: [Number.NaN, Infinity] }, ['/a/0 wrong_type', '/a/1 wrong_type']],
    ['NUL', { a: ['x\0'] }, ['/a/0 invalid_value']],
    ['half a surrogate', { a: 'x\ud800' }, ['/a invalid_value']],
    ['too long a text', { a: 'x'.repeat(100_001) }, ['/a too_long']],
    ['too long a key', { b: { ['x'.repeat(257)]: 1 } }, ['/b invalid_value']],
    ['a key with NUL', { 'a\0': 1 }, [' invalid_value']],
    ['__proto__', JSON.parse('{"a":{"__proto__":{"x":1}}}'), ['/a invalid_value']],
    ['two places', { a: 1n, b: [1n] }, ['/a wrong_type', '/b/0 wrong_type']],
  ])('names the place of %s', (_, value, told) => {
    expect(taken(value).told).toEqual(told);
  });
  it('goes round no circle', () => {
    const circle: Record<string, unknown> = {};
    circle['a'] = circle;
    expect(taken(circle).told).toEqual([`${'/a'.repeat(64)} too_deep`]);
  });
  it('pollutes nothing', () => {
    taken(JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}'));
    expect(Object('x').polluted).toBeUndefined();
  });
});

describe('forEachText', () => {
  it('tells every text and its place', () => {
    const found: string[] = [];
    const value = { a: ['x', { 'b/c': 'y', n: 1 }], d: 'z', e: null };
    forEachText(value, ['config'], (text, path) => found.push(`${pointerOf(path())} ${text}`));
    expect(found).toEqual(['/config/a/0 x', '/config/a/1/b~1c y', '/config/d z']);
  });
});

describe('depthOf', () => {
  it.each([
    [1, 0],
    ['x', 0],
    [[], 1],
    [{}, 1],
    [{ a: [{ b: 1 }], c: 1 }, 3],
  ])('%j is %i', (value, depth) => {
    expect(depthOf(value)).toBe(depth);
  });
});
