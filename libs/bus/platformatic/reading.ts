/** One partition as it is being read: where to read on, and whether to. */
import type { TopicPartition } from '../consuming/seat.ts';

export interface Reading extends TopicPartition {
  readonly key: string;
  /** The offset of the next record to fetch; undefined until it is looked up. */
  next: bigint | undefined;
  paused: boolean;
  /** Whether something of it was handed over. */
  isRead: boolean;
}

/** Partitions by topic, as the client's requests want them. */
export function byTopic(places: readonly TopicPartition[]): Map<string, number[]> {
  const topics = new Map<string, number[]>();
  for (const { topic, partition } of places) {
    const partitions = topics.get(topic);
    if (partitions === undefined) topics.set(topic, [partition]);
    else partitions.push(partition);
  }
  return topics;
}
