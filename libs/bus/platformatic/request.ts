/** A fetch from one broker, and which answers belong to it. */
import type { ClusterMetadata } from '@platformatic/kafka';
import { partitionKey } from '../consuming/seat.ts';
import type { Reading } from './reading.ts';
import type { FetchRequestTopic, FetchResponse, FetchResponsePartition } from './wire.ts';

/** A partition's part of an answer, and the offset that it was asked for. */
export interface Answer {
  readonly reading: Reading;
  readonly from: bigint;
  readonly data: FetchResponsePartition;
}

/** The broker that leads a partition; undefined while none does. */
export function leaderOf(metadata: ClusterMetadata, { topic, partition }: Reading): number | undefined {
  const leader = metadata.topics.get(topic)?.partitions[partition]?.leader;
  return leader !== undefined && metadata.brokers.has(leader) ? leader : undefined;
}

export class FetchRequest {
  readonly topics: readonly FetchRequestTopic[];
  readonly #asked = new Map<string, { readonly reading: Reading; readonly from: bigint }>();
  readonly #names = new Map<string, string>();

  constructor(metadata: ClusterMetadata, readings: readonly Reading[], bytesPerPartition: number) {
    const topics = new Map<string, FetchRequestTopic>();
    for (const reading of readings) {
      const topicId = metadata.topics.get(reading.topic)?.id;
      if (topicId === undefined || reading.next === undefined) continue;
      const topic = topics.get(topicId) ?? { topicId, partitions: [] };
      topics.set(topicId, topic);
      this.#names.set(topicId, reading.topic);
      this.#asked.set(reading.key, { reading, from: reading.next });
      topic.partitions.push({
        partition: reading.partition,
        fetchOffset: reading.next,
        partitionMaxBytes: bytesPerPartition,
        currentLeaderEpoch: -1,
        lastFetchedEpoch: -1,
      });
    }
    this.topics = [...topics.values()];
  }

  /** What a response says of the partitions that were asked for; a broker's session may bring others. */
  answersOf(response: FetchResponse): readonly Answer[] {
    return response.responses.flatMap(({ topicId, partitions }) => {
      const topic = this.#names.get(topicId);
      if (topic === undefined) return [];
      return partitions.flatMap((data) => {
        const asked = this.#asked.get(partitionKey({ topic, partition: data.partitionIndex }));
        return asked === undefined ? [] : [{ ...asked, data }];
      });
    });
  }
}
