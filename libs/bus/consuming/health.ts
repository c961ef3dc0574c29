/** What a probe and the metrics learn of a consumer. */
import type { ConsumerHealth } from '../bus.ts';
import type { HeldPartition } from './held-partition.ts';

interface Polling {
  readonly assigned: boolean;
  /** On the clock of `performance.now()`. */
  readonly lastPollAt: number;
}

/** Lag is what was read and not done, plus what is known to stand behind it; its age is that of the oldest record. */
export function healthOf({ assigned, lastPollAt }: Polling, parts: Iterable<HeldPartition>): ConsumerHealth {
  let lagRecords = 0n;
  let oldestMs = Number.POSITIVE_INFINITY;
  for (const part of parts) {
    lagRecords += part.lag;
    oldestMs = Math.min(oldestMs, part.oldestTimestampMs ?? oldestMs);
  }
  return {
    assigned,
    lastPollAgeMs: performance.now() - lastPollAt,
    lagRecords: Number(lagRecords),
    lagSeconds: Number.isFinite(oldestMs) ? Math.max(0, (Date.now() - oldestMs) / 1_000) : 0,
  };
}
