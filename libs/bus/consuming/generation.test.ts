/** Shows the work of one generation without a broker: what is handed out, paused, committed, and dropped at its end. */
import { UpshotError } from '@upshot/errors';
import { describe, expect, it, vi } from 'vitest';
import type { Batch, BusRecord, WorkContext } from '../bus.ts';
import { Generation, type Leftovers } from './generation.ts';
import { silentLog } from '../silent-log.ts';
import type { Chunk } from './chunk.ts';
import { partitionKey, type OffsetToCommit, type Seat, type TopicPartition } from './seat.ts';
import { decideTimings } from './timings.ts';
import type { WorkPlan } from './work-plan.ts';

const place = { topic: 't', partition: 0 };
const timings = decideTimings({ maxWaitMs: 10, backoffMs: { first: 1, longest: 5 } });

function record(offset: bigint, partition = 0): BusRecord {
  return { topic: 't', partition, offset, timestampMs: 0, key: null, value: Buffer.alloc(10), headers: {} };
}

function chunk(from: number, count: number, partition = 0): Chunk {
  const records = Array.from({ length: count }, (_, index) => {
    const offset = BigInt(from + index);
    return { record: record(offset, partition), next: offset + 1n };
  });
  return { topic: 't', partition, records, highWatermark: BigInt(from + count) };
}

/** A seat that notes what it is asked for. */
class NotedSeat implements Seat {
  readonly paused = new Set<string>();
  readonly commits: OffsetToCommit[] = [];
  pause = (each: TopicPartition): void => void this.paused.add(partitionKey(each));
  resume = (each: TopicPartition): void => void this.paused.delete(partitionKey(each));
  seek = (): void => undefined;
  heartbeat = async (): Promise<void> => Promise.resolve();
  commit = async (offsets: readonly OffsetToCommit[]): Promise<void> =>
    Promise.resolve(void this.commits.push(...offsets));
}

function begin(work: WorkPlan['work'], plan: Partial<WorkPlan> = {}, leftovers: Leftovers = new Map()) {
  const seat = new NotedSeat();
  const generation = new Generation({
    group: 'g',
    seat,
    timings,
    leftovers,
    log: silentLog,
    partitions: [place, { topic: 't', partition: 1 }],
    plan: {
      concurrency: 2,
      most: 10,
      commitGapMs: 0,
      fetchBytesPerPartition: 1,
      limit: () => ({ records: 20, bytes: 1_000_000 }),
      laneOf: (_record, place) => place,
      work,
      ...plan,
    },
  });
  return { seat, generation };
}

describe('a generation', () => {
  it('hands out, and commits what is done', async () => {
    const batches: Batch[] = [];
    const { seat, generation } = begin(async (batch) => Promise.resolve(void batches.push(batch)));
    expect(generation.offer(chunk(5, 15))).toBe(true);
    await vi.waitFor(() => expect(seat.commits.at(-1)?.offset).toBe(20n));
    expect(batches.map(({ records }) => records.length)).toEqual([10, 5]);
  });
  it('takes nothing for a partition that it does not hold', () => {
    const { generation } = begin(async () => Promise.resolve());
    expect(generation.offer({ ...chunk(0, 1), partition: 9 })).toBe(false);
  });
  it('ignores records that come a second time', async () => {
    const seen: bigint[] = [];
    const { seat, generation } = begin(async ({ records }) =>
      Promise.resolve(void seen.push(...records.map(({ offset }) => offset))),
    );
    generation.offer(chunk(0, 3));
    generation.offer(chunk(1, 4));
    await vi.waitFor(() => expect(seat.commits.at(-1)?.offset).toBe(5n));
    expect(seen).toEqual([0n, 1n, 2n, 3n, 4n]);
  });
  it('pauses a partition that stays full, and resumes it when there is room', async () => {
    const stuck = Promise.withResolvers<void>();
    const { seat, generation } = begin(async () => stuck.promise);
    generation.offer(chunk(0, 25));
    await generation.waitForRoom(place);
    expect([...seat.paused]).toEqual(['t/0']);
    await generation.waitForRoom({ topic: 't', partition: 1 });
    expect([...seat.paused]).toEqual(['t/0']);
    stuck.resolve();
    await vi.waitFor(() => expect([...seat.paused]).toEqual([]));
  });
  it('pauses by bytes as well', async () => {
    const limit = () => ({ records: 1_000, bytes: 25 });
    const { seat, generation } = begin(async () => new Promise(() => undefined), { limit });
    generation.offer(chunk(0, 3));
    await generation.waitForRoom(place);
    expect([...seat.paused]).toEqual(['t/0']);
  });
  it('commits past what holds no records, but never past work that is not done', async () => {
    const stuck = Promise.withResolvers<void>();
    const { seat, generation } = begin(async () => stuck.promise);
    generation.skipTo({ topic: 't', partition: 1 }, 7n);
    generation.offer(chunk(0, 2));
    generation.skipTo(place, 5n);
    await vi.waitFor(() => expect(seat.commits).toEqual([{ topic: 't', partition: 1, offset: 7n }]));
    stuck.resolve();
    await vi.waitFor(() => expect(seat.commits.at(-1)).toEqual({ topic: 't', partition: 0, offset: 5n }));
  });
  it('goes on with other lanes while one is held back', async () => {
    const seen: number[] = [];
    let fails = true;
    const { generation } = begin(async ({ partition, records }) => {
      if (partition === 0 && fails) throw new UpshotError('store_unavailable', 'down');
      return Promise.resolve(void seen.push(...records.map(() => partition)));
    });
    generation.offer(chunk(0, 2, 0));
    generation.offer(chunk(0, 2, 1));
    await vi.waitFor(() => expect(seen).toEqual([1, 1]));
    fails = false;
    await vi.waitFor(() => expect(seen).toEqual([1, 1, 0, 0]));
  });
});

describe('the end of a generation', () => {
  it('waits for what is in hand, commits it, and starts nothing more', async () => {
    const stuck = Promise.withResolvers<void>();
    let turns = 0;
    const { seat, generation } = begin(async () => {
      turns += 1;
      await stuck.promise;
    });
    generation.offer(chunk(0, 20));
    const closed = generation.close(60_000);
    stuck.resolve();
    expect((await closed).size).toBe(0);
    expect([turns, seat.commits.at(-1)?.offset]).toEqual([1, 10n]);
    expect(generation.offer(chunk(20, 1))).toBe(false);
  });
  it('aborts what outlasts the grace, ignores its outcome, and hands it on as left over', async () => {
    const stuck = Promise.withResolvers<void>();
    const contexts: WorkContext[] = [];
    const { seat, generation } = begin(async (_batch, context) => {
      contexts.push(context);
      await stuck.promise;
    });
    generation.offer(chunk(0, 5));
    const leftovers = await generation.close(1);
    expect(contexts[0]?.signal.aborted).toBe(true);
    expect([...leftovers.keys()]).toEqual(['t/0']);
    stuck.resolve();
    await leftovers.get('t/0');
    expect(seat.commits).toEqual([]);
  });
  it('keeps a partition paused while work of an earlier generation goes on in it', async () => {
    const leftover = Promise.withResolvers<void>();
    const { seat, generation } = begin(
      async () => Promise.resolve(),
      {},
      new Map([['t/0', leftover.promise]]),
    );
    expect([...seat.paused]).toEqual(['t/0']);
    leftover.resolve();
    await vi.waitFor(() => expect([...seat.paused]).toEqual([]));
    await generation.close(1);
  });
  it('passes on what was left over before', async () => {
    const { generation } = begin(
      async () => Promise.resolve(),
      {},
      new Map([['t/0', new Promise(() => undefined)]]),
    );
    expect([...(await generation.close(1)).keys()]).toEqual(['t/0']);
  });
  it('drops work that waits for its next attempt', async () => {
    let attempts = 0;
    const { seat, generation } = begin(async () => {
      attempts += 1;
      throw new UpshotError('store_unavailable', 'down');
    });
    generation.offer(chunk(0, 1));
    await vi.waitFor(() => expect(attempts).toBeGreaterThan(0));
    await generation.close(1);
    const before = attempts;
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect([attempts, seat.commits]).toEqual([before, []]);
  });
});
