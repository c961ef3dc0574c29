/** A member of a consumer group on @platformatic/kafka, which joins, rejoins after whatever happened, and leaves. */
import { setTimeout as pause } from 'node:timers/promises';
import type { ClusterMetadata, ConsumerGroupJoinPayload } from '@platformatic/kafka';
import { UpshotError } from '@upshot/errors';
import type { BusLog } from '../bus.ts';
import { settlesWithin } from '../consuming/deadline.ts';
import type { GroupMember, MemberEvents, MemberOptions } from '../consuming/group-member.ts';
import type { TopicPartition } from '../consuming/seat.ts';
import { closeConsumer, createConsumer, joinOnce, LEAVE_MS } from './client.ts';
import { asksToRejoin, isUnreachable, toBusError } from './failure.ts';
import { Fetcher } from './fetcher.ts';
import { beginLife, countPartitions, seatOf, type Life } from './life.ts';

const FIRST_RELAUNCH_MS = 500;
const LONGEST_RELAUNCH_MS = 5_000;
/** A rebalance may well begin before one joined is given its share, and then it joins anew. */
const JOIN_ATTEMPTS = 8;
const FIRST_JOIN_PAUSE_MS = 50;
const LONGEST_JOIN_PAUSE_MS = 1_000;

export class Member implements GroupMember {
  readonly #options: MemberOptions;
  readonly #events: MemberEvents;
  readonly #log: BusLog;
  readonly #stop = new AbortController();
  #life: Life | undefined;
  #launching: Promise<void> = Promise.resolve();
  #crashes = 0;
  assigned = false;
  lastPollAt = performance.now();
  unreachableAt = Number.NEGATIVE_INFINITY;

  constructor(options: MemberOptions, events: MemberEvents) {
    this.#options = options;
    this.#events = events;
    this.#log = options.log;
  }

  async start(): Promise<void> {
    this.#launching = this.#launch();
    await this.#launching;
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await settlesWithin(this.#launching, LEAVE_MS);
    const life = this.#life;
    this.#end();
    if (life !== undefined) await closeConsumer(life.consumer);
  }

  async #launch(): Promise<void> {
    const joining = async (metadata: ClusterMetadata): Promise<void> => this.#onJoining(life, metadata);
    const life = beginLife(createConsumer(this.#options, joining));
    this.#life = life;
    this.#listen(life);
    await this.#join(life);
  }

  #listen(life: Life): void {
    const { consumer } = life;
    life.watch = setInterval(() => this.#checkBeat(life), this.#options.timings.heartbeatMs).unref();
    consumer.on('consumer:group:join', (payload) => this.#onJoin(life, payload));
    consumer.on('consumer:heartbeat:end', () => {
      life.beatAt = performance.now();
    });
    consumer.on('consumer:heartbeat:error', ({ error }) => this.#noteUnreachable(error));
    // The client joins again by itself when a heartbeat tells it to, and reports here when that came to nothing.
    consumer.on('error', (thrown) => {
      if (!asksToRejoin(thrown)) this.#onCrash(life, thrown);
      else if (this.#lives(life)) this.#launching = this.#join(life);
    });
  }

  /** Joins, again where the group asks for that; what else fails ends this life. */
  async #join(life: Life): Promise<void> {
    life.isJoining = true;
    for (let attempt = 0; this.#lives(life); attempt += 1) {
      const failure = await joinOnce(life.consumer, this.#options);
      if (failure === undefined) return;
      if (attempt === JOIN_ATTEMPTS || !asksToRejoin(failure)) return this.#onCrash(life, failure);
      await this.#pause(Math.min(LONGEST_JOIN_PAUSE_MS, FIRST_JOIN_PAUSE_MS * 2 ** attempt));
    }
  }

  /** The client asks for this before it joins, and waits: until then the partitions are still this member's. */
  async #onJoining(life: Life, metadata: ClusterMetadata): Promise<void> {
    if (this.#lives(life)) {
      life.isJoining = true;
      life.partitions = countPartitions(metadata);
      this.#vacate(life);
      await this.#events.leaving(false);
    }
    if (!this.#lives(life)) throw new UpshotError('bus_unavailable', 'join: this member is gone');
  }

  #onJoin(life: Life, { isLeader = false, assignments = [] }: ConsumerGroupJoinPayload): void {
    if (!this.#lives(life)) return;
    Object.assign(life, { joins: life.joins + 1, isLeader, isJoining: false, beatAt: performance.now() });
    this.#crashes = 0;
    this.assigned = true;
    const partitions = assignments.flatMap(({ topic, partitions: ids }) =>
      ids.map((partition) => ({ topic, partition })),
    );
    this.#log.info('joined the group', { group: this.#options.group, partitions: partitions.length });
    const fetcher = this.#fetcherOf(life, partitions);
    life.fetcher = fetcher;
    this.#events.joined(
      seatOf(life, fetcher, (thrown) => this.#onCrash(life, thrown)),
      partitions,
    );
    fetcher.start();
  }

  #fetcherOf(life: Life, partitions: readonly TopicPartition[]): Fetcher {
    return new Fetcher({
      consumer: life.consumer,
      member: this.#options,
      partitions,
      events: this.#events,
      polled: () => {
        this.lastPollAt = performance.now();
      },
      failed: (thrown, failures) => this.#onFetchFailure(thrown, failures),
      lost: (thrown) => this.#onCrash(life, thrown),
      looked: (metadata) => this.#checkPartitions(life, metadata),
    });
  }

  #onFetchFailure(thrown: unknown, failures: number): void {
    this.#noteUnreachable(thrown);
    if (!Number.isInteger(Math.log2(failures))) return;
    const { group } = this.#options;
    const { message: reason } = toBusError(thrown, 'fetch');
    this.#log.warn('a fetch failed and is tried again', { group, reason, failures });
  }

  /** Who has not been heard for a whole session has lost its partitions, though nobody can tell it. */
  #checkBeat(life: Life): void {
    const { sessionTimeoutMs, heartbeatMs } = this.#options.timings;
    const quietMs = performance.now() - life.beatAt;
    if (life.isJoining || quietMs < sessionTimeoutMs + 2 * heartbeatMs) return;
    this.#onCrash(life, new UpshotError('bus_unavailable', 'no heartbeat was answered'));
  }

  /** The leader has the group divide the partitions anew when there are others than before. */
  #checkPartitions(life: Life, metadata: ClusterMetadata): void {
    if (!life.isLeader || life.isJoining || countPartitions(metadata) === life.partitions) return;
    this.#log.info('partitions were added', { group: this.#options.group });
    if (this.#lives(life)) this.#launching = this.#join(life);
  }

  #onCrash(life: Life, thrown: unknown): void {
    if (!this.#lives(life)) return;
    this.#noteUnreachable(thrown);
    this.#end();
    const waitMs = Math.min(LONGEST_RELAUNCH_MS, FIRST_RELAUNCH_MS * 2 ** this.#crashes);
    this.#crashes += 1;
    const { message: reason } = toBusError(thrown, 'consume');
    this.#log.warn('consumer crashed and comes back', { group: this.#options.group, reason, waitMs });
    this.#launching = this.#relaunch(life, waitMs);
  }

  async #relaunch(life: Life, waitMs: number): Promise<void> {
    await this.#events.leaving(true);
    void closeConsumer(life.consumer);
    await this.#pause(waitMs);
    if (!this.#stop.signal.aborted) await this.#launch();
  }

  #end(): void {
    if (this.#life === undefined) return;
    clearInterval(this.#life.watch);
    this.#vacate(this.#life);
    this.#life = undefined;
  }

  #vacate(life: Life): void {
    this.assigned = false;
    life.fetcher?.close();
    life.fetcher = undefined;
  }

  #noteUnreachable(thrown: unknown): void {
    if (isUnreachable(thrown)) this.unreachableAt = performance.now();
  }

  #lives(life: Life): boolean {
    return life === this.#life && !this.#stop.signal.aborted;
  }

  async #pause(ms: number): Promise<void> {
    await pause(ms, undefined, { signal: this.#stop.signal }).catch(() => undefined);
  }
}
