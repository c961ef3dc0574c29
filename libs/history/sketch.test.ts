/** Shows that quantiles are near the true ones, and that sketches add up. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bucketOf, mergeSketches, quantileOf, type Sketch } from './sketch.ts';

const sketchOf = (durations: readonly number[]): Sketch =>
  mergeSketches(durations.map((each) => ({ [bucketOf(each)]: 1 })));
const durations = fc.array(fc.integer({ min: 0, max: 400 * 86_400_000 }), { minLength: 1, maxLength: 200 });

describe('a sketch', () => {
  it('gives a quantile within a twentieth of the true one', () => {
    fc.assert(
      fc.property(durations, fc.constantFrom(0.5, 0.95, 1), (all, share) => {
        const sorted = all.toSorted((a, b) => a - b);
        const exact = sorted[Math.max(0, Math.ceil(all.length * share) - 1)] ?? Number.NaN;
        const found = quantileOf(sketchOf(all), share) ?? Number.NaN;
        expect(Math.abs(found - exact)).toBeLessThanOrEqual(0.05 * (exact + 1) + 1);
      }),
    );
  });
  it('of parts is the sketch of the whole', () => {
    fc.assert(
      fc.property(durations, durations, (one, other) => {
        expect(mergeSketches([sketchOf(one), sketchOf(other)])).toEqual(sketchOf([...one, ...other]));
      }),
    );
  });
  it('of nothing has no quantile', () => {
    expect(quantileOf({}, 0.5)).toBeNull();
  });
  it.each([
    [0, 0],
    [-5, 0],
    [1, 8],
    [1_000, 73],
  ])('puts %d ms into bucket %d', (durationMs, bucket) => {
    expect(bucketOf(durationMs)).toBe(bucket);
  });
});
