/** A running consumer: a member of the group, the work of its present generation, and a watchdog over both. */
import type { Consumer, ConsumerHealth } from '../bus.ts';
import { EndsRefresher, type EndsRefresherOptions } from './ends-refresher.ts';
import { Generation, type Leftovers } from './generation.ts';
import type { GroupMember, MakeMember, Reach } from './group-member.ts';
import { healthOf } from './health.ts';
import type { Seat, TopicPartition } from './seat.ts';
import type { Timings } from './timings.ts';
import { Watchdog } from './watchdog.ts';
import type { WorkPlan } from './work-plan.ts';

/** What all consumers of one bus have in common. */
export interface SharedOptions extends Reach {
  readonly timings: Timings;
  /** Of the client library that fetches. */
  readonly makeMember: MakeMember;
  onStopped(consumer: Consumer): void;
}

export interface GroupConsumerOptions extends SharedOptions {
  readonly group: string;
  readonly topics: readonly string[];
  readonly fromBeginning: boolean;
  readonly plan: WorkPlan;
  /** Records of the topics that the group hasn't committed. */
  lag(): Promise<bigint>;
  ends: EndsRefresherOptions['ends'];
  onStall(): void;
  /** Keeps offsets elsewhere than in the group. */
  readonly offsets?: OffsetStore;
}

/** Where a follower keeps its offsets, which has no group to commit them to. */
export interface OffsetStore {
  /** Seeks the partitions to where they were left. */
  resume(seat: Seat, partitions: readonly TopicPartition[]): void;
  readonly commit: Seat['commit'];
}

export class GroupConsumer implements Consumer {
  readonly #options: GroupConsumerOptions;
  readonly #member: GroupMember;
  readonly #watchdog: Watchdog;
  readonly #refresher: EndsRefresher;
  #generation: Generation | undefined;
  #leftovers: Leftovers = new Map();
  #stopping: Promise<void> | undefined;

  constructor(options: GroupConsumerOptions) {
    this.#options = options;
    const { plan, timings, lag, onStall } = options;
    this.#member = options.makeMember(
      { ...options, fetchBytesPerPartition: plan.fetchBytesPerPartition },
      {
        joined: (seat, partitions) => this.#joined(seat, partitions),
        fetched: (chunk) => this.#generation?.offer(chunk) ?? false,
        skipped: (place, next) => this.#generation?.skipTo(place, next),
        waitForRoom: async (place) => this.#generation?.waitForRoom(place),
        leaving: async (abrupt) => this.#leave(abrupt ? 0 : timings.graceMs),
      },
    );
    this.#refresher = new EndsRefresher({ parts: () => this.#generation?.parts ?? [], ends: options.ends });
    this.#watchdog = new Watchdog({
      stallAfterMs: timings.stallAfterMs,
      pollAgeMs: () => performance.now() - this.#member.lastPollAt,
      unreachableAgeMs: () => performance.now() - this.#member.unreachableAt,
      lag,
      onStall,
    });
  }

  /** Joins the group, or begins to try. */
  async start(): Promise<this> {
    await this.#member.start();
    return this;
  }

  async stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    await this.#stopping;
  }

  health(): ConsumerHealth {
    return healthOf(this.#member, this.#generation?.parts ?? []);
  }

  async #stop(): Promise<void> {
    this.#watchdog.stop();
    this.#refresher.stop();
    await this.#leave(this.#options.timings.drainMs);
    await this.#member.stop();
    this.#options.onStopped(this);
  }

  #joined(seat: Seat, partitions: readonly TopicPartition[]): void {
    if (this.#stopping !== undefined) return;
    const { offsets } = this.#options;
    offsets?.resume(seat, partitions);
    const commit = offsets === undefined ? seat.commit : offsets.commit;
    const own = { seat: { ...seat, commit }, partitions, leftovers: this.#leftovers };
    this.#generation = new Generation({ ...this.#options, ...own });
  }

  async #leave(graceMs: number): Promise<void> {
    const generation = this.#generation;
    if (generation === undefined) return;
    this.#leftovers = await generation.close(graceMs);
    if (this.#generation === generation) this.#generation = undefined;
  }
}
