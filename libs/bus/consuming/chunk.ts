/** What a client library's fetch brings, in the bus's own shape. */
import type { BusRecord } from '../bus.ts';

/** A record, and the offset after it. */
export interface FetchedRecord {
  readonly record: BusRecord;
  readonly next: bigint;
}

/** What one fetch brought of one partition. */
export interface Chunk {
  readonly topic: string;
  readonly partition: number;
  readonly records: readonly FetchedRecord[];
  readonly highWatermark: bigint;
}
