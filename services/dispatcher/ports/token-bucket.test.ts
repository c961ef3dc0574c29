/** The bucket's sum. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { takeToken, type Bucket } from './token-bucket.ts';

const settings = { perSecond: 10, burst: 3 };

describe('takeToken', () => {
  it('gives the burst at once, then as many as come back', () => {
    let bucket: Bucket | undefined;
    const waits = [0, 0, 0, 0, 100, 150].map((atMs) => {
      const taken = takeToken(bucket, atMs, settings);
      bucket = taken.bucket;
      return taken.waitMs;
    });
    expect(waits).toEqual([0, 0, 0, 100, 0, 50]);
  });
  it('gains nothing from a clock that goes back', () => {
    expect(takeToken({ tokens: 0, atMs: 1000 }, 0, settings).waitMs).toBeGreaterThan(0);
  });
  it('never lets more through than the burst and the rate allow', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 200 }), { maxLength: 100 }), (steps) => {
        let bucket: Bucket | undefined;
        let nowMs = 0;
        let passed = 0;
        for (const step of steps) {
          nowMs += step;
          const taken = takeToken(bucket, nowMs, settings);
          bucket = taken.bucket;
          passed += taken.waitMs === 0 ? 1 : 0;
        }
        return passed <= settings.burst + (nowMs * settings.perSecond) / 1000;
      }),
    );
  });
});
