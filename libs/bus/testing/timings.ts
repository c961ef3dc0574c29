/** Waiting times short enough for a test, long enough for a busy machine. */
export const QUICK_TIMINGS = {
  sessionTimeoutMs: 3_000,
  heartbeatMs: 300,
  maxWaitMs: 100,
  metadataMaxAgeMs: 1_000,
  drainMs: 5_000,
  backoffMs: { first: 20, longest: 200 },
} as const;
