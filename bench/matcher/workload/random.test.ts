/** Shows that chance is the same for ever under one seed and label, and fair enough. */
import { describe, expect, it } from 'vitest';
import { randomOf, sample, skewed, weighted } from './random.ts';

const draws = (seed: number, label: string): readonly number[] => {
  const random = randomOf(seed, label);
  return Array.from({ length: 1_000 }, random.next);
};

describe('randomOf', () => {
  it('draws the same under one seed and label, and something else under another', () => {
    expect(draws(1, 'events')).toEqual(draws(1, 'events'));
    expect(draws(1, 'events')).not.toEqual(draws(2, 'events'));
    expect(draws(1, 'events')).not.toEqual(draws(1, 'definitions'));
  });
  it('draws from all of the range and nothing else', () => {
    const tenths = draws(1, 'range').map((drawn) => Math.floor(drawn * 10));
    expect([...new Set(tenths)].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });
  it('is the generator that older figures were measured with', () => {
    expect(draws(1, 'events').slice(0, 3)).toMatchInlineSnapshot(`
      [
        0.8432858374435455,
        0.2417936862912029,
        0.15484339813701808,
      ]
    `);
  });
  it('refuses to pick from nothing', () => {
    expect(() => randomOf(1, 'none').pick([])).toThrow(/has nothing at 0/u);
  });
});

describe('weighted', () => {
  it('draws by weight, and never what weighs nothing', () => {
    const random = randomOf(1, 'weights');
    const draw = weighted(['never', 'seldom', 'often'], (_value, place) => [0, 1, 9][place] ?? 0);
    const drawn = Array.from({ length: 2_000 }, () => draw(random));
    expect(drawn).not.toContain('never');
    expect(drawn.filter((each) => each === 'often').length / drawn.length).toBeCloseTo(0.9, 1);
  });
  it('prefers the first where it is skewed', () => {
    const random = randomOf(1, 'skew');
    const draw = skewed(['a', 'b', 'c'], 1);
    const drawn = Array.from({ length: 2_000 }, () => draw(random));
    const countOf = (value: string): number => drawn.filter((each) => each === value).length;
    expect(countOf('a')).toBeGreaterThan(countOf('b'));
    expect(countOf('b')).toBeGreaterThan(countOf('c'));
  });
});

describe('sample', () => {
  it('takes different places, and all where more are asked for', () => {
    const random = randomOf(1, 'sample');
    expect(new Set(sample(random, [1, 2, 3, 4, 5], 3)).size).toBe(3);
    expect(sample(random, [1, 2, 3], 9).sort((a, b) => a - b)).toEqual([1, 2, 3]);
  });
});
