/** The bus as every service sees it: records in, records out, and nothing of the client library behind it. */
import type { Socket } from 'node:net';

/** One Kafka entry, read. */
export interface BusRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
  readonly timestampMs: number;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  /** Of headers that repeat, the last one. */
  readonly headers: Readonly<Record<string, Buffer>>;
}

/** One Kafka entry, to be written. Its key decides the partition unless `partition` is given. */
export interface OutgoingRecord {
  readonly topic: string;
  readonly key: string | Buffer | null;
  readonly value: Buffer | null;
  readonly headers?: Readonly<Record<string, string | Buffer>>;
  readonly partition?: number;
}

/** Consecutive records of one partition; `highWatermark` is the offset that the next written record will get. */
export interface Batch {
  readonly topic: string;
  readonly partition: number;
  readonly records: readonly BusRecord[];
  readonly highWatermark: bigint;
}

/** What a handler gets beside its records. */
export interface WorkContext {
  /** Aborts when the partition is taken away or the consumer stops before the work is done. */
  readonly signal: AbortSignal;
  /** Tells the group that this member is alive; the bus also does so by itself while a handler works. */
  heartbeat(): Promise<void>;
}

/** Where a partition begins and ends: `high` is the offset that the next written record will get. */
export interface PartitionEnds {
  readonly partition: number;
  readonly low: bigint;
  readonly high: bigint;
}

/** What a probe and the metrics ask of a consumer. */
export interface ConsumerHealth {
  /** Whether the group has given this member its share (which may be empty). */
  readonly assigned: boolean;
  readonly lastPollAgeMs: number;
  readonly lagRecords: number;
  /** Age of the oldest record that is not yet done, 0 without lag. */
  readonly lagSeconds: number;
}

/** A running member of a consumer group. */
export interface Consumer {
  /** Finishes what is in hand, commits, leaves the group. */
  stop(): Promise<void>;
  health(): ConsumerHealth;
}

/** A running reader of whole topics. */
export interface Follower {
  /** Resolves when everything that was there at the start has been handed over. */
  readonly ready: Promise<void>;
  stop(): Promise<void>;
}

/** A topic as it should be. */
export interface TopicSpec {
  readonly name: string;
  readonly partitions: number;
  readonly config: Readonly<Record<string, string>>;
}

/** What both ways of consuming have in common. */
interface GroupOptions {
  readonly group: string;
  readonly topics: readonly string[];
  /** Where a group without a committed offset begins: the oldest record (default) or the next one. */
  readonly fromBeginning?: boolean;
}

/** A handler that gets a batch at a time; its resolving means that its writes and sends are acknowledged. */
export interface BatchOptions extends GroupOptions {
  /** The longest batch handed over at once (default 500). */
  readonly maxRecords?: number;
  /** How many partitions are worked on side by side (default 1). */
  readonly concurrency?: number;
  onBatch(batch: Batch, context: WorkContext): Promise<void>;
}

/** A handler that gets a record at a time, different keys side by side. */
export interface RecordOptions extends GroupOptions {
  readonly concurrency: number;
  /** Records read and not yet done, above which partitions are paused (default 8 times `concurrency`, at least 1,000). */
  readonly maxInFlight?: number;
  onRecord(record: BusRecord, context: WorkContext): Promise<void>;
}

/** A handler that gets every record of whole topics, from the first one on. */
export interface FollowOptions {
  readonly topics: readonly string[];
  onRecord(record: BusRecord): void | Promise<void>;
}

/** Kafka behind one seam. Every method may throw an `UpshotError` of code `bus_unavailable`. */
export interface Bus {
  /** Writes with acks=all; resolves when every record is acknowledged; order is kept per key and per call. */
  send(records: readonly OutgoingRecord[]): Promise<void>;

  /**
   * Batch mode. `onBatch` resolving means its writes and sends are acknowledged; only then is the batch's offset
   * committed. An UpshotError with retry `now` redelivers the batch at once (bounded, then as `later`); `later`, and
   * anything else thrown, pauses that partition with back-off and redelivers from the same offset. Nothing is ever
   * dropped. Heartbeats go on while the handler works.
   */
  consumeBatches(options: BatchOptions): Promise<Consumer>;

  /**
   * Record mode. Records of one key in order, different keys side by side up to `concurrency`; partitions are paused
   * above `maxInFlight` and resumed below; contiguous offsets are committed as they complete; a slow key holds no
   * other key or partition back. Throwing retry `later` holds that key's lane back with back-off and tries again,
   * `now` tries again soon.
   */
  consumeRecords(options: RecordOptions): Promise<Consumer>;

  /** Reads whole topics from the beginning and goes on (compacted topics as tables); belongs to no shared group. */
  follow(options: FollowOptions): Promise<Follower>;

  /** Creates the topics that are missing and sets the configuration of those that exist. */
  ensureTopics(topics: readonly TopicSpec[]): Promise<void>;

  /** The topics that exist, sorted, without the broker's own. */
  listTopics(): Promise<readonly string[]>;

  /** The first offset of each partition of a topic that is still there, and the one that its next record will get. */
  ends(topic: string): Promise<readonly PartitionEnds[]>;

  /** How many records of `topics` the group has not committed. */
  lag(group: string, topics: readonly string[]): Promise<{ readonly records: bigint }>;

  /** Stops what was started here and closes every connection. */
  close(): Promise<void>;
}

/** Fields of a log line; never a record's key or value. */
export type LogFields = Readonly<Record<string, unknown>>;

/** Opens a connection to a broker and calls `connected` once it stands: for tunnels, and for tests that break them. */
export type OpenSocket = (
  address: { readonly host: string; readonly port: number },
  connected: () => void,
) => Socket;

/** Where the bus says what happens to it. */
export interface BusLog {
  /** Also gets what the client library says of its retries. */
  debug?(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

/** Waiting times, each with a default that fits production; tests shorten them. */
export interface BusTimings {
  /** Without a heartbeat for so long a member is evicted (default 10 s). */
  readonly sessionTimeoutMs?: number;
  /** How often heartbeats are sent (default 0.3 of the session timeout, 3 s at most). */
  readonly heartbeatMs?: number;
  /** How long the others wait for a member to rejoin (default 60 s). */
  readonly rebalanceTimeoutMs?: number;
  /** How long the broker may hold back a fetch without records (default 0.25 of the session timeout, 2.5 s at most). */
  readonly maxWaitMs?: number;
  /** How soon new topics and partitions are seen (default 10 s). */
  readonly metadataMaxAgeMs?: number;
  /** Lag without a poll for so long is a stall (default 30 s). */
  readonly stallAfterMs?: number;
  /** How long a send tries before it gives up with `bus_unavailable` (default 30 s). */
  readonly sendTimeoutMs?: number;
  /** How long `stop` waits for the work in hand before it aborts it (default 25 s). */
  readonly drainMs?: number;
  /** First and longest pause between attempts at work that asked for `later` (default 250 ms and 30 s). */
  readonly backoffMs?: { readonly first: number; readonly longest: number };
}

/** The client libraries that can consume; everything else goes through kafkajs. */
export type ConsumerClient = 'kafkajs' | 'platformatic';

/** How to reach Kafka, and whom to tell what. */
export interface BusOptions {
  readonly brokers: readonly string[];
  readonly clientId: string;
  /** The library that fetches, and that is a member of groups (default kafkajs). */
  readonly consumerClient?: ConsumerClient | undefined;
  /** Called once per stall: there is lag and nothing has been polled. What to do about it is the caller's choice. */
  readonly onStall?: (details: { readonly group: string }) => void;
  readonly log?: BusLog;
  readonly timings?: BusTimings;
  readonly openSocket?: OpenSocket;
}
