/** Between @platformatic/kafka's record batches and the bus's records. */
import type { KafkaRecord, RecordsBatch } from '@platformatic/kafka';
import type { BusRecord } from '../bus.ts';
import type { FetchedRecord } from '../consuming/chunk.ts';
import type { TopicPartition } from '../consuming/seat.ts';
import { AbortedTransactions, isMarker } from './aborted-transactions.ts';
import type { FetchResponsePartition } from './wire.ts';

/** What a partition's part of a fetch holds. */
export interface Fetched {
  readonly records: readonly FetchedRecord[];
  /** Where to read on, past markers, aborted records and the traces of compacted ones. */
  readonly next: bigint;
}

/** The broker sends whole batches, also what stands in one before `from`, which was read already. */
export function readFetched(place: TopicPartition, from: bigint, data: FetchResponsePartition): Fetched {
  const aborted = new AbortedTransactions(data.abortedTransactions);
  const records: FetchedRecord[] = [];
  let next = from;
  for (const batch of data.records ?? []) {
    const isAborted = aborted.hold(batch);
    if (!isAborted && !isMarker(batch)) readBatch(place, from, batch, records);
    const end = batch.firstOffset + BigInt(batch.lastOffsetDelta) + 1n;
    if (end > next) next = end;
  }
  const last = records.pop();
  if (last !== undefined) records.push({ record: last.record, next });
  return { records, next };
}

const NO_HEADERS: BusRecord['headers'] = Object.freeze(Object.create(null));
const IS_APPEND_TIME = 1 << 3;

function readBatch(place: TopicPartition, from: bigint, batch: RecordsBatch, into: FetchedRecord[]): void {
  const { topic, partition } = place;
  const isAppendTime = (batch.attributes & IS_APPEND_TIME) !== 0;
  const firstMs = Number(isAppendTime ? batch.maxTimestamp : batch.firstTimestamp);
  for (const { offsetDelta, timestampDelta, key, value, headers } of batch.records) {
    const offset = batch.firstOffset + BigInt(offsetDelta);
    if (offset < from) continue;
    const timestampMs = isAppendTime ? firstMs : firstMs + Number(timestampDelta);
    const record = { topic, partition, offset, timestampMs, key, value, headers: toHeaders(headers) };
    into.push({ record, next: offset + 1n });
  }
}

/** No prototype: a header may be called anything. */
function toHeaders(given: KafkaRecord['headers']): BusRecord['headers'] {
  if (given.length === 0) return NO_HEADERS;
  const headers: Record<string, Buffer> = Object.create(null);
  for (const [name, value] of given) if (value !== null) headers[String(name ?? '')] = value;
  return headers;
}
