/** Reads whole topics from the beginning, in a group of its own that never commits. */
import { randomUUID } from 'node:crypto';
import type { FollowOptions, Follower } from '../bus.ts';
import { GroupConsumer, type OffsetStore, type SharedOptions } from './group-consumer.ts';
import { partitionKey, type OffsetToCommit, type Seat, type TopicPartition } from './seat.ts';
import type { Timings } from './timings.ts';
import { PARTITION_BYTES, type WorkPlan } from './work-plan.ts';

/** Who knows the first offset of each partition of a topic, and the one after its last. */
export interface TopicEnds {
  ends(
    topic: string,
  ): Promise<readonly { readonly partition: number; readonly low: bigint; readonly high: bigint }[]>;
}

/** Starts to follow; `ready` resolves when the records that exist now have been handed over. */
export async function startFollower(
  options: FollowOptions,
  admin: TopicEnds,
  shared: SharedOptions,
): Promise<Follower & { readonly consumer: GroupConsumer }> {
  const progress = await Progress.upTo(options.topics, admin);
  const consumer = new GroupConsumer({
    ...shared,
    timings: patient(shared.timings),
    group: `${shared.clientId}-follower-${randomUUID()}`,
    topics: options.topics,
    fromBeginning: true,
    plan: followPlan(options),
    offsets: progress,
    ends: async (topic) => admin.ends(topic),
    lag: async () => Promise.resolve(progress.behind),
    onStall: () => shared.log.error('a follower has stalled', { topics: options.topics }),
  });
  await consumer.start();
  return { consumer, ready: progress.ready, stop: async () => consumer.stop() };
}

/** Nobody waits to take over from a follower, which is alone in its group: it may ask half as often. */
const patient = (timings: Timings): Timings => ({
  ...timings,
  sessionTimeoutMs: 2 * timings.sessionTimeoutMs,
  heartbeatMs: 2 * timings.heartbeatMs,
  maxWaitMs: 2 * timings.maxWaitMs,
});

/** How far each partition has been read, and how far it reached at the start. */
class Progress implements OffsetStore {
  readonly ready: Promise<void>;
  readonly #next = new Map<string, bigint>();
  readonly #goals: Map<string, bigint>;
  readonly #reached = Promise.withResolvers<void>();

  constructor(goals: Map<string, bigint>) {
    this.#goals = goals;
    this.ready = this.#reached.promise;
    this.#check();
  }

  static async upTo(topics: readonly string[], admin: TopicEnds): Promise<Progress> {
    const goals = new Map<string, bigint>();
    for (const topic of topics) {
      for (const { partition, low, high } of await admin.ends(topic)) {
        if (high > low) goals.set(partitionKey({ topic, partition }), high);
      }
    }
    return new Progress(goals);
  }

  /** Partitions whose records of the start have not all been handed over. */
  get behind(): bigint {
    return BigInt(this.#goals.size);
  }

  readonly commit = async (offsets: readonly OffsetToCommit[]): Promise<void> => {
    for (const each of offsets) {
      const key = partitionKey(each);
      this.#next.set(key, each.offset);
      if (each.offset >= (this.#goals.get(key) ?? 0n)) this.#goals.delete(key);
    }
    this.#check();
    return Promise.resolve();
  };

  resume(seat: Seat, partitions: readonly TopicPartition[]): void {
    for (const each of partitions) {
      const next = this.#next.get(partitionKey(each));
      if (next !== undefined) seat.seek(each, next);
    }
  }

  #check(): void {
    if (this.#goals.size === 0) this.#reached.resolve();
  }
}

function followPlan({ onRecord }: FollowOptions): WorkPlan {
  return {
    concurrency: Number.POSITIVE_INFINITY,
    most: 100,
    commitGapMs: 0,
    fetchBytesPerPartition: 1024 * 1024,
    limit: () => ({ records: 20_000, bytes: 2 * PARTITION_BYTES }),
    laneOf: (_record, place) => place,
    work: async ({ records }) => {
      for (const record of records) await onRecord(record);
    },
  };
}
