/** Shows that keys fall where Java's clients put them, and that a message never changes its partition. */
import * as fc from 'fast-check';
import kafkajs, { type Message, type PartitionMetadata } from 'kafkajs';
import { describe, expect, it } from 'vitest';
import { murmur2, partitionOf, stickyPartitioner } from './partitioner.ts';

const partitions = (count: number): PartitionMetadata[] =>
  Array.from({ length: count }, (_, partitionId) => ({
    partitionId,
    partitionErrorCode: 0,
    leader: 1,
    replicas: [1],
    isr: [1],
  }));

describe('partitionOf', () => {
  it("agrees with the vectors of Kafka's own test of murmur2", () => {
    const vectors = { '21': -973932308, foobar: -790332482, 'a-little-bit-long-string': -985981536 };
    const longer = { 'a-little-bit-longer-string': -1486304829, abc: 479470107 };
    for (const [key, hash] of Object.entries({ ...vectors, ...longer }))
      expect(murmur2(Buffer.from(key))).toBe(hash);
  });
  it('agrees with kafkajs, which follows Java', () => {
    const reference = kafkajs.Partitioners.DefaultPartitioner();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), fc.integer({ min: 1, max: 64 }), (bytes, count) => {
        const key = Buffer.from(bytes);
        const message: Message = { key, value: null };
        const expected = reference({ topic: 't', partitionMetadata: partitions(count), message });
        expect(partitionOf(key, count)).toBe(expected);
      }),
    );
  });
  it('takes text as its bytes', () => {
    expect(partitionOf('größe', 50)).toBe(partitionOf(Buffer.from('größe'), 50));
  });
});

describe('stickyPartitioner', () => {
  it('keeps the partition of a message when it is tried again, whatever has changed', () => {
    const choose = stickyPartitioner(() => undefined)();
    const message: Message = { key: null, value: null };
    const first = choose({ topic: 't', partitionMetadata: partitions(5), message });
    expect(choose({ topic: 't', partitionMetadata: partitions(9), message })).toBe(first);
  });
  it('respects the partition that is asked for', () => {
    const choose = stickyPartitioner(() => undefined)();
    const message: Message = { key: 'k', value: null, partition: 4 };
    expect(choose({ topic: 't', partitionMetadata: partitions(5), message })).toBe(4);
  });
  it('spreads messages without a key', () => {
    const choose = stickyPartitioner(() => undefined)();
    const chosen = Array.from({ length: 6 }, () =>
      choose({ topic: 't', partitionMetadata: partitions(3), message: { key: null, value: null } }),
    );
    expect(new Set(chosen)).toEqual(new Set([0, 1, 2]));
  });
  it('ends attempts that nobody waits for', () => {
    const choose = stickyPartitioner(() => {
      throw new kafkajs.KafkaJSNonRetriableError('over');
    })();
    const message: Message = { key: 'k', value: null };
    expect(() => choose({ topic: 't', partitionMetadata: partitions(5), message })).toThrow('over');
  });
});
