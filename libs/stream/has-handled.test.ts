/** Shows when everything up to a moment counts as handled: without lag, or where the oldest record in hand is younger. */
import { describe, expect, it } from 'vitest';
import { hasHandled } from './has-handled.ts';

const NOW_MS = 100_000;
const handled = (records: bigint, lagRecords: number, lagSeconds: number) =>
  hasHandled({
    bus: { lag: async () => ({ records }) },
    group: 'g',
    topics: ['t'],
    consumer: { health: () => ({ assigned: true, lastPollAgeMs: 0, lagRecords, lagSeconds }) },
    now: () => NOW_MS,
  });

describe('what was sent up to a moment', () => {
  it('is handled where nothing is left', async () => {
    expect(await handled(0n, 0, 0)(NOW_MS)).toBe(true);
  });
  it('is not where something is left and none of it is in hand yet', async () => {
    expect(await handled(3n, 0, 0)(0)).toBe(false);
  });
  it.each([
    [10, true],
    [20, false],
    [30, false],
  ])('while the oldest record in hand is %d s old: %s', async (lagSeconds, expected) => {
    expect(await handled(3n, 3, lagSeconds)(NOW_MS - 20_000)).toBe(expected);
  });
});
