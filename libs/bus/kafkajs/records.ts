/** Between kafkajs's messages and the bus's records. */
import type { EachBatchPayload, IHeaders, KafkaMessage, Message } from 'kafkajs';
import type { BusRecord, OutgoingRecord } from '../bus.ts';
import type { Chunk } from '../consuming/chunk.ts';

/** Reads kafkajs's batch. After its last record also comes what was filtered out behind it, such as transaction markers. */
export function toChunk(batch: EachBatchPayload['batch']): Chunk {
  const { topic, partition, messages } = batch;
  const end = BigInt(batch.lastOffset()) + 1n;
  const records = messages.map((message, index) => {
    const record = toRecord(topic, partition, message);
    return { record, next: index === messages.length - 1 ? end : record.offset + 1n };
  });
  return { topic, partition, records, highWatermark: BigInt(batch.highWatermark) };
}

/** A record as it leaves; kafkajs wants a value of null for a tombstone. */
export function toMessage({ key, value, headers, partition }: OutgoingRecord): Message {
  return {
    key,
    value,
    ...(headers === undefined ? {} : { headers: { ...headers } }),
    ...(partition === undefined ? {} : { partition }),
  };
}

function toRecord(topic: string, partition: number, message: KafkaMessage): BusRecord {
  return {
    topic,
    partition,
    offset: BigInt(message.offset),
    timestampMs: Number(message.timestamp),
    key: message.key,
    value: message.value,
    headers: toHeaders(message.headers),
  };
}

/** No prototype: a header may be called anything. */
function toHeaders(given: IHeaders | undefined): Readonly<Record<string, Buffer>> {
  const headers: Record<string, Buffer> = Object.create(null);
  for (const [name, value] of Object.entries(given ?? {})) {
    const last = Array.isArray(value) ? value.at(-1) : value;
    if (last !== undefined) headers[name] = typeof last === 'string' ? Buffer.from(last) : last;
  }
  return headers;
}
