/** Chooses partitions as Java's clients do, and chooses only once for a message, however often it is tried. */
import type { Message, PartitionerArgs } from 'kafkajs';

const SEED = 0x9747b28c;
const M = 0x5bd1e995;

/** Murmur2 as in Kafka's Java client (org.apache.kafka.common.utils.Utils), in 32-bit arithmetic. */
export function murmur2(data: Uint8Array): number {
  const { length } = data;
  const at = (index: number): number => data[index] ?? 0;
  let hash = SEED ^ length;
  const whole = length & ~3;
  for (let index = 0; index < whole; index += 4) {
    let k = at(index) | (at(index + 1) << 8) | (at(index + 2) << 16) | (at(index + 3) << 24);
    k = Math.imul(k, M);
    k ^= k >>> 24;
    hash = Math.imul(hash, M) ^ Math.imul(k, M);
  }
  const rest = length - whole;
  if (rest === 3) hash ^= at(whole + 2) << 16;
  if (rest >= 2) hash ^= at(whole + 1) << 8;
  if (rest >= 1) hash = Math.imul(hash ^ at(whole), M);
  hash = Math.imul(hash ^ (hash >>> 13), M);
  return hash ^ (hash >>> 15);
}

/** The partition of a key among `count`, as every Kafka client that follows Java's chooses it. */
export function partitionOf(key: string | Buffer, count: number): number {
  const bytes = typeof key === 'string' ? Buffer.from(key) : key;
  return (murmur2(bytes) & 0x7fffffff) % count;
}

/**
 * A partitioner that writes its choice into the message: a batch that is sent again must fall to the same partitions,
 * or the broker cannot know it for a repetition. `mayGoOn` is asked at each attempt and throws to end them.
 */
export function stickyPartitioner(mayGoOn: () => void): () => (args: PartitionerArgs) => number {
  let turn = Math.floor(Math.random() * 1_000);
  const choose = (message: Message, count: number): number => {
    if (message.key !== null && message.key !== undefined) return partitionOf(message.key, count);
    turn += 1;
    return turn % count;
  };
  return () => {
    return ({ message, partitionMetadata }) => {
      mayGoOn();
      message.partition ??= choose(message, partitionMetadata.length);
      return message.partition;
    };
  };
}
