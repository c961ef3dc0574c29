/** One life of a kafkajs consumer, from its first join to its crash or its leave, and what may be asked of it. */
import type { Consumer, EachBatchPayload } from 'kafkajs';
import { REQUEST_TIMEOUT_MS } from './client.ts';
import type { OffsetToCommit, Seat } from '../consuming/seat.ts';

/** A fetch that began longer ago has ended one way or the other, or its broker is gone. */
const LONGEST_FETCH_MS = 2 * REQUEST_TIMEOUT_MS;

/** One life of a kafkajs consumer; after a crash comes a new one. */
export interface Life {
  readonly consumer: Consumer;
  /** Counts joins, so that what was fetched before one isn't taken for what came after. */
  joins: number;
  /** By broker, the join under which its last fetch began. */
  readonly fetches: Map<string, { readonly joins: number; readonly at: number }>;
  payload: EachBatchPayload | undefined;
}

/** Whether no fetch can be under way that began before the last join. */
export function isCurrent({ fetches, joins }: Life): boolean {
  const since = performance.now() - LONGEST_FETCH_MS;
  return [...fetches.values()].every((fetch) => fetch.joins === joins || fetch.at < since);
}

/** A consumer that has stopped refuses to pause, and needs not to. */
function unlessStopped(act: () => void): void {
  try {
    act();
  } catch {
    // Nothing is fetched any more, which is what a pause is for.
  }
}

/** What the work of one generation may ask of the consumer. */
export function seatOf(life: Life): Seat {
  const { consumer } = life;
  return {
    pause: ({ topic, partition }) =>
      unlessStopped(() => consumer.pause([{ topic, partitions: [partition] }])),
    resume: ({ topic, partition }) =>
      unlessStopped(() => consumer.resume([{ topic, partitions: [partition] }])),
    seek: ({ topic, partition }, offset) => consumer.seek({ topic, partition, offset: String(offset) }),
    // A heartbeat that fails tells of a rebalance, which the next fetch notices as well.
    heartbeat: async () => life.payload?.heartbeat().catch(() => undefined),
    commit: async (offsets) => commit(life, offsets),
  };
}

/** The payload's commit fails at once, where the consumer's would try again, perhaps into the next generation. */
async function commit({ payload, consumer }: Life, offsets: readonly OffsetToCommit[]): Promise<void> {
  if (payload !== undefined) return payload.commitOffsetsIfNecessary({ topics: byTopic(offsets) });
  await consumer.commitOffsets(offsets.map((each) => ({ ...each, offset: String(each.offset) })));
}

interface TopicOffsets {
  readonly topic: string;
  readonly partitions: { readonly partition: number; readonly offset: string }[];
}

function byTopic(offsets: readonly OffsetToCommit[]): TopicOffsets[] {
  const topics = new Map<string, TopicOffsets>();
  for (const { topic, partition, offset } of offsets) {
    const entry = topics.get(topic) ?? { topic, partitions: [] };
    topics.set(topic, entry);
    entry.partitions.push({ partition, offset: String(offset) });
  }
  return [...topics.values()];
}
