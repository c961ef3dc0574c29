/** Which commands are surely others than the answered ones: whatever is not brings back what was stored. */
import { describe, expect, it } from 'vitest';
import { isBeyond, isSamePlace, placeOf, type Place } from './place.ts';

const ANSWERED: Place = { partition: 3, offset: 100n, atMs: 5_000 };

describe('a command, seen from the last that was answered', () => {
  it.each<[string, Partial<Place>, boolean]>([
    ['the next on its partition', { offset: 101n, atMs: 5_001 }, true],
    ['much further on', { offset: 9_007_199_254_740_993n, atMs: 6_000 }, true],
    ['further on by the clock of a machine that is behind', { offset: 101n, atMs: 4_000 }, true],
    ['itself', {}, false],
    ['an earlier one', { offset: 99n, atMs: 4_999 }, false],
    ['on another partition, since some were added', { partition: 11, offset: 101n, atMs: 5_001 }, false],
    ['at a lower offset later, since the topic was made anew', { offset: 0n, atMs: 9_000 }, false],
    ['itself at a higher offset, in a copy of the log', { offset: 900n }, false],
  ])('%s', (_name, other, beyond) => {
    expect(isBeyond({ ...ANSWERED, ...other }, ANSWERED)).toBe(beyond);
  });
  it('is never beyond where nobody knows what was answered', () => {
    expect(isBeyond(ANSWERED, null)).toBe(false);
  });
});

describe('a place', () => {
  it('is where the record stands', () => {
    const record = {
      topic: 't',
      partition: 3,
      offset: 100n,
      timestampMs: 5_000,
      key: null,
      value: null,
      headers: {},
    };
    expect(placeOf(record)).toEqual(ANSWERED);
  });
  it('is the same by partition and offset', () => {
    expect(isSamePlace(ANSWERED, { ...ANSWERED, atMs: 1 })).toBe(true);
    expect(isSamePlace(ANSWERED, { ...ANSWERED, offset: 1n })).toBe(false);
    expect(isSamePlace(ANSWERED, { ...ANSWERED, partition: 1 })).toBe(false);
    expect(isSamePlace(ANSWERED, null)).toBe(false);
  });
});
