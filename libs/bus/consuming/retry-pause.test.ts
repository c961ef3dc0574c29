/** Shows how pauses grow, where they end, and that `now` is bounded. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NOW_ATTEMPTS, retryPauseMs } from './retry-pause.ts';

const backoff = { first: 100, longest: 5_000 };

describe('retryPauseMs', () => {
  it('doubles up to the longest', () => {
    const pauses = [1, 2, 3, 6, 7, 500].map((failures) => retryPauseMs(failures, 'later', backoff, 0));
    expect(pauses).toEqual([100, 200, 400, 3_200, 5_000, 5_000]);
  });
  it('tries `now` at once, and after some failures as `later`', () => {
    expect(retryPauseMs(NOW_ATTEMPTS, 'now', backoff, 0)).toBe(0);
    expect(retryPauseMs(NOW_ATTEMPTS + 1, 'now', backoff, 0)).toBe(100);
  });
  it('pauses for `never` as well: the bus drops nothing', () => {
    expect(retryPauseMs(1, 'never', backoff, 0)).toBe(100);
  });
  it('takes at most half away by chance', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1_000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (failures, chance) => {
          const [full, pause] = [0, chance].map((each) => retryPauseMs(failures, 'later', backoff, each));
          expect(pause).toBeLessThanOrEqual(full ?? 0);
          expect(pause).toBeGreaterThanOrEqual(Math.floor((full ?? 0) / 2));
        },
      ),
    );
  });
});
