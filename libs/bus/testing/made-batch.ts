/** Record batches as the client reads them, made by hand for tests. */
import type { KafkaRecord, RecordsBatch } from '@platformatic/kafka';
import type { FetchResponsePartition } from '../platformatic/wire.ts';

export const TRANSACTIONAL = 1 << 4;
export const CONTROL = 1 << 5;
export const APPEND_TIME = 1 << 3;

/** A record with the given distance from its batch's first offset. */
export function madeRecord(offsetDelta: number, given: Partial<KafkaRecord> = {}): KafkaRecord {
  const key = Buffer.from('k');
  return {
    length: 0,
    attributes: 0,
    timestampDelta: 0n,
    offsetDelta,
    key,
    value: null,
    headers: [],
    ...given,
  };
}

/** A batch of `count` records, the last of them at the end of it. */
export function madeBatch(
  firstOffset: bigint,
  count: number,
  given: Partial<RecordsBatch> = {},
): RecordsBatch {
  return {
    firstOffset,
    length: 0,
    partitionLeaderEpoch: 0,
    magic: 2,
    crc: 0,
    attributes: 0,
    lastOffsetDelta: count - 1,
    firstTimestamp: 1_700_000_000_000n,
    maxTimestamp: 1_700_000_000_999n,
    producerId: -1n,
    producerEpoch: -1,
    firstSequence: -1,
    records: Array.from({ length: count }, (_, delta) => madeRecord(delta)),
    ...given,
  };
}

/** The end of a transaction. */
export function madeMarker(offset: bigint, producerId: bigint, type: 'abort' | 'commit'): RecordsBatch {
  const key = Buffer.from([0, 0, 0, type === 'abort' ? 0 : 1]);
  const attributes = TRANSACTIONAL | CONTROL;
  return madeBatch(offset, 1, { attributes, producerId, records: [madeRecord(0, { key })] });
}

/** What a broker answers for a partition. */
export function madeAnswer(given: Partial<FetchResponsePartition> = {}): FetchResponsePartition {
  return {
    partitionIndex: 0,
    errorCode: 0,
    highWatermark: 100n,
    lastStableOffset: 100n,
    logStartOffset: 0n,
    abortedTransactions: null,
    preferredReadReplica: -1,
    ...given,
  };
}
