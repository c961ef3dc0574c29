/** A member's seat in its group, for one generation: what the work may ask of the client. */

/** One partition of one topic. */
export interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}

/** An offset to commit: that of the first record not yet done. */
export interface OffsetToCommit extends TopicPartition {
  readonly offset: bigint;
}

export interface Seat {
  /** Stops fetching from a partition; what arrives nevertheless is thrown away and fetched again. */
  pause(partition: TopicPartition): void;
  resume(partition: TopicPartition): void;
  /** Begins at another offset than the committed one. */
  seek(partition: TopicPartition, offset: bigint): void;
  commit(offsets: readonly OffsetToCommit[]): Promise<void>;
  heartbeat(): Promise<void>;
}

/** The name of a partition as a key of maps. */
export function partitionKey({ topic, partition }: TopicPartition): string {
  return `${topic}/${partition}`;
}
