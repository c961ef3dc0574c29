/** Shows that the loop fires on while there is something, sleeps never for long, and survives a round that fails. */
import { UpshotError } from '@upshot/errors';
import { describe, expect, it, vi } from 'vitest';
import { startFiringLoop } from './firing-loop.ts';

const LONG_MS = 3_600_000;

/** A loop over rounds that fire as many timers as listed; later rounds fire none. */
function loopOver(
  rounds: readonly (number | UpshotError)[],
  nextDueInMs: number | null = null,
  longestSleepMs = LONG_MS,
) {
  const warnings: unknown[] = [];
  let round = 0;
  const loop = startFiringLoop({
    async fire() {
      const result = rounds[round++] ?? 0;
      if (result instanceof UpshotError) throw result;
      return { count: result, nextDueInMs };
    },
    log: { warn: (fields) => void warnings.push(fields['error']) },
    longestSleepMs,
  });
  return { loop, warnings, rounds: () => round };
}

describe('the firing loop', () => {
  it('goes on without a sleep while something fires', async () => {
    const { loop, rounds } = loopOver([500, 500, 3]);
    await vi.waitFor(() => expect(rounds()).toBe(4));
    await loop.stop();
  });
  it('looks again when it is woken', async () => {
    const { loop, rounds } = loopOver([]);
    await vi.waitFor(() => expect(rounds()).toBe(1));
    loop.wake();
    await vi.waitFor(() => expect(rounds()).toBe(2));
    await loop.stop();
  });
  it.each([
    ['the next timer is due', 1, LONG_MS],
    ['its longest sleep is over, however far the next one is', 2 ** 40, 1],
    ['its longest sleep is over, where there is none', null, 1],
    ['a moment has passed, where one is overdue and claimed by another', -5, LONG_MS],
  ])('looks again when %s', async (_, nextDueInMs, longestSleepMs) => {
    const { loop, rounds } = loopOver([], nextDueInMs, longestSleepMs);
    await vi.waitFor(() => expect(rounds()).toBeGreaterThan(3));
    await loop.stop();
  });
  it('tells a failure once, and goes on', async () => {
    const away = new UpshotError('store_unavailable', 'away');
    const { loop, warnings, rounds } = loopOver([away, away, 1]);
    await vi.waitFor(() => expect(loop.failure()).toBe('store_unavailable'));
    loop.wake();
    await vi.waitFor(() => expect(rounds()).toBeGreaterThan(1));
    loop.wake();
    await vi.waitFor(() => expect(loop.failure()).toBeNull(), 5_000);
    expect(warnings).toEqual([away]);
    await loop.stop();
  });
  it('ends at once when it is told to, asleep or not', async () => {
    const { loop, rounds } = loopOver([]);
    await vi.waitFor(() => expect(rounds()).toBe(1));
    await loop.stop();
    const after = rounds();
    loop.wake();
    await new Promise((resolve) => setImmediate(resolve));
    expect(rounds()).toBe(after);
  });
});
