/** One partition while this member holds it: what is read and not yet done, and how far it may be committed. */
import { ContiguousOffsets, type Ticket } from './contiguous-offsets.ts';
import type { BusRecord } from '../bus.ts';
import type { FetchedRecord } from './chunk.ts';
import { partitionKey, type TopicPartition } from './seat.ts';

/** A record in a lane. */
export interface Item {
  readonly record: BusRecord;
  readonly ticket: Ticket;
  readonly bytes: number;
  readonly part: HeldPartition;
}

export class HeldPartition implements TopicPartition {
  readonly topic: string;
  readonly partition: number;
  readonly key: string;
  /** Aborted when the partition is taken away. */
  readonly taken = new AbortController();
  paused = false;
  #offsets = new ContiguousOffsets();
  #next: bigint | undefined;
  #room: PromiseWithResolvers<void> | undefined;
  #highWatermark = 0n;
  #records = 0;
  #bytes = 0;

  constructor({ topic, partition }: TopicPartition) {
    this.topic = topic;
    this.partition = partition;
    this.key = partitionKey({ topic, partition });
  }

  /** The offset after the last record that is known of. */
  get highWatermark(): bigint {
    return this.#highWatermark;
  }

  /** Takes note of how far the partition reaches. */
  reaches(highWatermark: bigint): void {
    if (highWatermark > this.#highWatermark) this.#highWatermark = highWatermark;
  }

  /** Takes a record in; nothing when it was taken in before. */
  take({ record, next }: FetchedRecord): Item | undefined {
    if (this.#next !== undefined && record.offset < this.#next) return undefined;
    this.#next = next;
    const bytes = (record.value?.length ?? 0) + (record.key?.length ?? 0);
    this.#records += 1;
    this.#bytes += bytes;
    return { record, bytes, part: this, ticket: this.#offsets.add(record.offset, next, record.timestampMs) };
  }

  /** Takes note that there is nothing to hand over before `next`, as when a fetch brought only markers. */
  skipTo(next: bigint): void {
    if (this.#next !== undefined && next <= this.#next) return;
    this.#next = next;
    this.#offsets.done(this.#offsets.add(next - 1n, next, 0));
  }

  /** Marks a record as done. */
  done({ ticket, bytes }: Item): void {
    this.#offsets.done(ticket);
    this.#records -= 1;
    this.#bytes -= bytes;
  }

  /** The share of the bounds that is used: 1 and above is full. */
  fullness(limit: { readonly records: number; readonly bytes: number }): number {
    return Math.max(this.#records / limit.records, this.#bytes / limit.bytes);
  }

  /** Resolves at the next `roomMade`. */
  async waitForRoom(): Promise<void> {
    this.#room ??= Promise.withResolvers();
    await this.#room.promise;
  }

  roomMade(): void {
    this.#room?.resolve();
    this.#room = undefined;
  }

  get committable(): bigint | undefined {
    return this.#offsets.committable;
  }

  get oldestTimestampMs(): number | undefined {
    return this.#offsets.oldest?.timestampMs;
  }

  /** Records between the first that isn't done and the end, as far as known. */
  get lag(): bigint {
    const position = this.#offsets.oldest?.offset ?? this.#next;
    if (position === undefined || this.highWatermark <= position) return 0n;
    return this.highWatermark - position;
  }
}
