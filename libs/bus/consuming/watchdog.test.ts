/** Shows what counts as a stall and what does not, on a clock that the test moves. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Watchdog } from './watchdog.ts';

const STALL_MS = 30_000;

describe('Watchdog', () => {
  const state = { polledAt: 0, unreachableAt: 0, lag: 5n, reachable: true, stalls: 0 };
  let watchdog: Watchdog;

  beforeEach(() => {
    vi.useFakeTimers();
    const polledAt = performance.now();
    Object.assign(state, { polledAt, unreachableAt: -Infinity, lag: 5n, reachable: true, stalls: 0 });
    watchdog = new Watchdog({
      stallAfterMs: STALL_MS,
      pollAgeMs: () => performance.now() - state.polledAt,
      unreachableAgeMs: () => performance.now() - state.unreachableAt,
      lag: async () => (state.reachable ? Promise.resolve(state.lag) : Promise.reject(new TypeError('down'))),
      onStall: () => {
        state.stalls += 1;
      },
    });
  });
  afterEach(() => {
    watchdog.stop();
    vi.useRealTimers();
  });

  it('reports lag without polls, once', async () => {
    await vi.advanceTimersByTimeAsync(STALL_MS * 5);
    expect(state.stalls).toBe(1);
  });
  it('says nothing before the time is over', async () => {
    await vi.advanceTimersByTimeAsync(STALL_MS - 1);
    expect(state.stalls).toBe(0);
  });
  it('takes an empty topic for no stall', async () => {
    state.lag = 0n;
    await vi.advanceTimersByTimeAsync(STALL_MS * 5);
    expect(state.stalls).toBe(0);
  });
  it('takes polls for life', async () => {
    for (let round = 0; round < 20; round += 1) {
      state.polledAt = performance.now();
      await vi.advanceTimersByTimeAsync(STALL_MS / 2);
    }
    expect(state.stalls).toBe(0);
  });
  it('reports again when polls came back and stopped once more', async () => {
    await vi.advanceTimersByTimeAsync(STALL_MS * 2);
    state.polledAt = performance.now();
    await vi.advanceTimersByTimeAsync(STALL_MS / 2);
    await vi.advanceTimersByTimeAsync(STALL_MS * 2);
    expect(state.stalls).toBe(2);
  });
  it('takes a broker that is away for no stall, and leaves the consumer its full time to come back', async () => {
    state.reachable = false;
    await vi.advanceTimersByTimeAsync(STALL_MS * 20);
    state.reachable = true;
    await vi.advanceTimersByTimeAsync(STALL_MS / 2);
    expect(state.stalls).toBe(0);
    await vi.advanceTimersByTimeAsync(STALL_MS * 2);
    expect(state.stalls).toBe(1);
  });
  it('leaves the consumer its full time as well when it was only the consumer that found no broker', async () => {
    await vi.advanceTimersByTimeAsync(STALL_MS - 1);
    state.unreachableAt = performance.now();
    await vi.advanceTimersByTimeAsync(STALL_MS - 1);
    expect(state.stalls).toBe(0);
    await vi.advanceTimersByTimeAsync(STALL_MS);
    expect(state.stalls).toBe(1);
  });
  it('looks no more once it is stopped', async () => {
    watchdog.stop();
    await vi.advanceTimersByTimeAsync(STALL_MS * 5);
    expect(state.stalls).toBe(0);
  });
});
