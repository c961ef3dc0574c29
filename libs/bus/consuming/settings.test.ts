/** Shows the defaults of waiting times, and the plans of the two modes. */
import { describe, expect, it } from 'vitest';
import type { BusRecord } from '../bus.ts';
import { batchPlan } from './batch-consumer.ts';
import { settlesWithin } from './deadline.ts';
import { recordPlan } from './record-consumer.ts';
import { decideTimings } from './timings.ts';

const record = (offset: bigint, key: Buffer | null): BusRecord => ({
  topic: 't',
  partition: 0,
  offset,
  timestampMs: 0,
  key,
  value: null,
  headers: {},
});

describe('timings', () => {
  it('leave room for several heartbeats in a session, and for the grace of a rebalance', () => {
    for (const sessionTimeoutMs of [undefined, 1_000, 6_000, 60_000]) {
      const timings = decideTimings(sessionTimeoutMs === undefined ? {} : { sessionTimeoutMs });
      expect(timings.heartbeatMs * 3).toBeLessThan(timings.sessionTimeoutMs);
      expect(timings.graceMs + 2 * timings.heartbeatMs).toBeLessThan(timings.sessionTimeoutMs);
      expect(timings.maxWaitMs).toBeLessThan(timings.sessionTimeoutMs);
    }
  });
  it('keep what is given', () => {
    expect(decideTimings({ stallAfterMs: 7, drainMs: 8 })).toMatchObject({ stallAfterMs: 7, drainMs: 8 });
  });
});

describe('plans', () => {
  it('give a batch one lane per partition', () => {
    const { laneOf } = batchPlan({ group: 'g', topics: [], onBatch: async () => Promise.resolve() });
    expect(laneOf(record(1n, Buffer.from('a')), 't/0')).toBe(laneOf(record(2n, Buffer.from('b')), 't/0'));
    expect(laneOf(record(1n, null), 't/0')).not.toBe(laneOf(record(1n, null), 't/1'));
  });
  it('give a record one lane per key and partition, and one of its own without a key', () => {
    const { laneOf } = recordPlan({
      group: 'g',
      topics: [],
      concurrency: 1,
      onRecord: async () => Promise.resolve(),
    });
    const [a, b] = [Buffer.from('a'), Buffer.from([255, 0])];
    expect(laneOf(record(1n, a), 't/0')).toBe(laneOf(record(2n, a), 't/0'));
    const lanes = [
      laneOf(record(1n, a), 't/0'),
      laneOf(record(1n, b), 't/0'),
      laneOf(record(1n, a), 't/1'),
      laneOf(record(1n, null), 't/0'),
      laneOf(record(2n, null), 't/0'),
    ];
    expect(new Set(lanes).size).toBe(5);
  });
  it('divide what may be in flight among the partitions', () => {
    const plan = recordPlan({
      group: 'g',
      topics: [],
      concurrency: 4,
      maxInFlight: 100,
      onRecord: async () => Promise.resolve(),
    });
    expect([0, 1, 10, 1_000].map((partitions) => plan.limit(partitions).records)).toEqual([100, 100, 10, 1]);
  });
});

describe('settlesWithin', () => {
  it('tells whether work settled, either way, and does not wait for ever', async () => {
    const never = new Promise<void>(() => undefined);
    const outcomes = [Promise.resolve(), Promise.reject(new TypeError('x')), never].map(async (work) =>
      settlesWithin(work, 20),
    );
    expect(await Promise.all(outcomes)).toEqual([true, true, false]);
  });
});
