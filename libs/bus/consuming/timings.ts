/** The waiting times of the bus, with defaults that fit production. */
import type { BusTimings } from '../bus.ts';

/** Every waiting time, decided. */
export type Timings = Required<BusTimings> & {
  /** How long a rebalance waits for work in hand: long enough to finish most, short enough not to be evicted. */
  readonly graceMs: number;
};

/** Fills in what the caller left open. */
export function decideTimings(given: BusTimings = {}): Timings {
  const sessionTimeoutMs = given.sessionTimeoutMs ?? 10_000;
  return {
    sessionTimeoutMs,
    heartbeatMs: given.heartbeatMs ?? Math.min(3_000, Math.round(sessionTimeoutMs * 0.3)),
    rebalanceTimeoutMs: given.rebalanceTimeoutMs ?? 60_000,
    maxWaitMs: given.maxWaitMs ?? Math.min(2_500, Math.round(sessionTimeoutMs * 0.25)),
    metadataMaxAgeMs: given.metadataMaxAgeMs ?? 10_000,
    stallAfterMs: given.stallAfterMs ?? 30_000,
    sendTimeoutMs: given.sendTimeoutMs ?? 30_000,
    drainMs: given.drainMs ?? 25_000,
    backoffMs: given.backoffMs ?? { first: 250, longest: 30_000 },
    graceMs: Math.min(5_000, Math.round(sessionTimeoutMs / 3)),
  };
}
