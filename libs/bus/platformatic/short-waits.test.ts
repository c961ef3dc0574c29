/** Shows how long a broker may hold fetches back. */
import { expect, it } from 'vitest';
import { ShortWaits } from './short-waits.ts';

it('lets a fetch of everything wait as long as it may', () => {
  const waits = new ShortWaits(2_500);
  expect([waits.next(false), waits.next(false)]).toEqual([2_500, 2_500]);
});

it('waits shortly while something is paused, then longer and longer, and shortly again when something moves', () => {
  const waits = new ShortWaits(300);
  expect(Array.from({ length: 5 }, () => waits.next(true))).toEqual([50, 100, 200, 300, 300]);
  waits.reset();
  expect(waits.next(true)).toBe(50);
});

it('never waits longer than it may', () => {
  expect(new ShortWaits(20).next(true)).toBe(20);
});
