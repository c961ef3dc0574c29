/** A member of a consumer group on kafkajs, which joins, rejoins after whatever happened, and leaves. */
import { setTimeout as pause } from 'node:timers/promises';
import kafkajs, { type EachBatchPayload, type PartitionAssigner } from 'kafkajs';
import type { BusLog } from '../bus.ts';
import { settlesWithin } from '../consuming/deadline.ts';
import type { GroupMember, MemberEvents, MemberOptions } from '../consuming/group-member.ts';
import { describe } from '../describe-error.ts';
import { createClient } from './client.ts';
import { isUnreachable } from './failure.ts';
import { isCurrent, seatOf, type Life } from './life.ts';
import { toChunk } from './records.ts';
import type { TopicPartition } from '../consuming/seat.ts';

/** How long leaving may take before the process goes on without. */
const LEAVE_MS = 10_000;
const FIRST_RELAUNCH_MS = 500;
const LONGEST_RELAUNCH_MS = 5_000;

export class Member implements GroupMember {
  readonly #options: MemberOptions;
  readonly #events: MemberEvents;
  readonly #log: BusLog;
  #life: Life | undefined;
  #launching: Promise<void> = Promise.resolve();
  #crashes = 0;
  #stopped = false;
  readonly #stop = new AbortController();
  assigned = false;
  lastPollAt = performance.now();
  /** When this member last found no broker, on the clock of `performance.now()`. */
  unreachableAt = Number.NEGATIVE_INFINITY;

  constructor(options: MemberOptions, events: MemberEvents) {
    this.#options = options;
    this.#events = events;
    this.#log = options.log;
  }

  /** Joins the group; when that fails, goes on trying in the background. */
  async start(): Promise<void> {
    this.#launching = this.#launch();
    await this.#launching;
  }

  /** Leaves the group, so that the others get the partitions at once. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#stop.abort();
    await settlesWithin(this.#launching, LEAVE_MS);
    const life = this.#life;
    this.#life = undefined;
    this.assigned = false;
    if (life !== undefined) await settlesWithin(life.consumer.disconnect(), LEAVE_MS);
  }

  async #launch(): Promise<void> {
    const life = this.#begin();
    const { topics, fromBeginning } = this.#options;
    try {
      await life.consumer.connect();
      await life.consumer.subscribe({ topics: [...topics], fromBeginning });
      await life.consumer.run({
        autoCommit: false,
        eachBatchAutoResolve: false,
        partitionsConsumedConcurrently: 1,
        eachBatch: async (payload) => this.#onBatch(life, payload),
      });
    } catch (thrown) {
      this.#onCrash(life, thrown);
    }
  }

  #begin(): Life {
    const { timings, group, fetchBytesPerPartition } = this.#options;
    const consumer = createClient(this.#options).consumer({
      groupId: group,
      partitionAssigners: [this.#waitingAssigner()],
      sessionTimeout: timings.sessionTimeoutMs,
      heartbeatInterval: timings.heartbeatMs,
      rebalanceTimeout: timings.rebalanceTimeoutMs,
      metadataMaxAge: timings.metadataMaxAgeMs,
      maxWaitTimeInMs: timings.maxWaitMs,
      minBytes: 1,
      maxBytesPerPartition: fetchBytesPerPartition,
      allowAutoTopicCreation: false,
      retry: { retries: 6, restartOnFailure: async () => Promise.resolve(false) },
    });
    const life: Life = { consumer, joins: 0, fetches: new Map(), payload: undefined };
    this.#life = life;
    this.#listen(life);
    return life;
  }

  #listen(life: Life): void {
    const { consumer } = life;
    const { FETCH_START, FETCH, END_BATCH_PROCESS, GROUP_JOIN, CRASH } = consumer.events;
    consumer.on(FETCH_START, ({ payload }) => {
      life.fetches.set(String(payload.nodeId), { joins: life.joins, at: performance.now() });
    });
    consumer.on(FETCH, () => {
      this.lastPollAt = performance.now();
    });
    consumer.on(END_BATCH_PROCESS, ({ payload }) => {
      if (payload.batchSize === 0) this.#onNothing(life, payload, BigInt(payload.lastOffset) + 1n);
    });
    consumer.on(GROUP_JOIN, ({ payload }) => this.#onJoin(life, payload.memberAssignment));
    consumer.on(CRASH, ({ payload }) => this.#onCrash(life, payload.error));
  }

  /** kafkajs rejoins without asking; each join begins by looking for the coordinator, which is where it waits for us. */
  #waitingAssigner(): PartitionAssigner {
    return (config) => {
      const { cluster } = config;
      const find = cluster.findGroupCoordinator.bind(cluster);
      cluster.findGroupCoordinator = async (wanted) => {
        this.assigned = false;
        await this.#events.leaving(false);
        return find(wanted);
      };
      return kafkajs.PartitionAssigners.roundRobin(config);
    };
  }

  #onJoin(life: Life, assignment: Readonly<Record<string, readonly number[]>>): void {
    if (life !== this.#life) return;
    life.joins += 1;
    this.#crashes = 0;
    this.assigned = true;
    const partitions = Object.entries(assignment).flatMap(([topic, ids]) =>
      ids.map((partition) => ({ topic, partition })),
    );
    this.#log.info('joined the group', { group: this.#options.group, partitions: partitions.length });
    this.#events.joined(seatOf(life), partitions);
  }

  async #onBatch(life: Life, payload: EachBatchPayload): Promise<void> {
    life.payload = payload;
    if (life !== this.#life || !isCurrent(life)) return;
    const last = payload.batch.messages.at(-1);
    if (last === undefined || !this.#events.fetched(toChunk(payload.batch))) return;
    payload.resolveOffset(last.offset);
    await this.#events.waitForRoom(payload.batch);
  }

  /** A fetch brought markers of transactions or the traces of compacted records, and nothing else. */
  #onNothing(life: Life, place: TopicPartition, next: bigint): void {
    if (life === this.#life && isCurrent(life)) this.#events.skipped(place, next);
  }

  #onCrash(life: Life, thrown: unknown): void {
    if (life !== this.#life || this.#stopped) return;
    this.#life = undefined;
    this.assigned = false;
    const waitMs = Math.min(LONGEST_RELAUNCH_MS, FIRST_RELAUNCH_MS * 2 ** this.#crashes);
    this.#crashes += 1;
    if (isUnreachable(thrown)) this.unreachableAt = performance.now();
    const { name, type } = describe(thrown);
    this.#log.warn('consumer crashed and comes back', { group: this.#options.group, name, type, waitMs });
    this.#launching = this.#relaunch(life, waitMs);
  }

  async #relaunch(life: Life, waitMs: number): Promise<void> {
    await this.#events.leaving(true);
    void settlesWithin(life.consumer.disconnect(), LEAVE_MS);
    await pause(waitMs, undefined, { signal: this.#stop.signal }).catch(() => undefined);
    if (!this.#stopped) await this.#launch();
  }
}
