/** What consuming needs of a client library: a member of a group that joins, fetches and leaves. */
import type { BusLog, OpenSocket } from '../bus.ts';
import type { Chunk } from './chunk.ts';
import type { Seat, TopicPartition } from './seat.ts';
import type { Timings } from './timings.ts';

/** How to reach Kafka. */
export interface Reach {
  readonly brokers: readonly string[];
  readonly clientId: string;
  readonly log: BusLog;
  readonly openSocket?: OpenSocket | undefined;
}

export interface MemberOptions extends Reach {
  readonly group: string;
  readonly topics: readonly string[];
  readonly fromBeginning: boolean;
  readonly fetchBytesPerPartition: number;
  readonly timings: Timings;
}

/** What the member tells its owner. */
export interface MemberEvents {
  joined(seat: Seat, partitions: readonly TopicPartition[]): void;
  /** Returns false when the chunk isn't wanted and must be fetched again. */
  fetched(chunk: Chunk): boolean;
  /** What stands before `next` holds no records. */
  skipped(place: TopicPartition, next: bigint): void;
  /** Resolves soon, and when there is no room for more by then, the partition has been paused. */
  waitForRoom(place: TopicPartition): Promise<void>;
  /** The partitions are about to be taken away; the group waits for this. `abrupt` when they are gone already. */
  leaving(abrupt: boolean): Promise<void>;
}

/** A member of a consumer group, whichever library it is made of. */
export interface GroupMember {
  readonly assigned: boolean;
  /** On the clock of `performance.now()`, as the next one. */
  readonly lastPollAt: number;
  /** When this member last found no broker. */
  readonly unreachableAt: number;
  /** Joins the group; when that fails, goes on trying in the background. */
  start(): Promise<void>;
  /** Leaves the group, so that the others get the partitions at once. */
  stop(): Promise<void>;
}

/** One library's way of making members. */
export type MakeMember = (options: MemberOptions, events: MemberEvents) => GroupMember;
