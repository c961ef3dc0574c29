/** Pauses between attempts: bounded, jittered, and what the other side asks for. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pauseMs, RETRY_DEFAULTS, retryAfterMs } from './back-off.ts';

describe('pauseMs', () => {
  it.each([
    [1, 200],
    [2, 1000],
    [3, 3000],
    [9, 3000],
  ])('after attempt %i lies about %i ms', (attempt, ms) => {
    expect(pauseMs(attempt, null, RETRY_DEFAULTS, 0.5)).toBe(ms);
    expect(pauseMs(attempt, null, RETRY_DEFAULTS, 0)).toBe(ms / 2);
  });
  it('takes what is asked for, within the longest', () => {
    expect(pauseMs(1, 700, RETRY_DEFAULTS, 0)).toBe(700);
    expect(pauseMs(1, 1e12, RETRY_DEFAULTS, 0)).toBe(RETRY_DEFAULTS.longestMs);
    expect(pauseMs(1, -5, RETRY_DEFAULTS, 0)).toBe(0);
  });
  it('is never negative and never over the longest', () => {
    const asked = fc.option(fc.integer(), { nil: null });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 50 }),
        asked,
        fc.float({ min: 0, max: 1, noNaN: true }),
        (n, ms, chance) => {
          const pause = pauseMs(n, ms, RETRY_DEFAULTS, chance);
          return pause >= 0 && pause <= RETRY_DEFAULTS.longestMs;
        },
      ),
    );
  });
});

describe('retryAfterMs', () => {
  const nowMs = Date.parse('2026-01-01T00:00:00Z');
  it.each([
    ['3', 3000],
    [' 0 ', 0],
    ['Thu, 01 Jan 2026 00:00:05 GMT', 5000],
    ['Thu, 01 Jan 2015 00:00:05 GMT', 0],
  ])('reads %j', (header, ms) => {
    expect(retryAfterMs(header, nowMs)).toBe(ms);
  });
  it.each([undefined, '', 'soon', '-1', '1e99', '99999999999999999999'])('makes nothing of %j', (header) => {
    expect(retryAfterMs(header, nowMs)).toBeNull();
  });
});
