/** The work of one generation of the group: from being given partitions until they are taken away. */
import { toUpshotError } from '@upshot/errors';
import type { Batch, BusLog, WorkContext } from '../bus.ts';
import { Lanes, type Turn } from './lanes.ts';
import { retryPauseMs } from './retry-pause.ts';
import { Committer } from './committer.ts';
import { settlesWithin } from './deadline.ts';
import { describe } from '../describe-error.ts';
import { HeldPartition, type Item } from './held-partition.ts';
import type { Chunk } from './chunk.ts';
import { partitionKey, type Seat, type TopicPartition } from './seat.ts';
import type { Timings } from './timings.ts';
import type { WorkPlan } from './work-plan.ts';

export interface GenerationOptions {
  readonly plan: WorkPlan;
  readonly seat: Seat;
  readonly partitions: readonly TopicPartition[];
  /** Work of earlier generations that goes on although its partition was taken away. */
  readonly leftovers: Leftovers;
  readonly timings: Timings;
  readonly log: BusLog;
  readonly group: string;
}

/** Handlers that ignore their signal, by partition: the same partition must not be worked on beside them. */
export type Leftovers = ReadonlyMap<string, Promise<unknown>>;

/** How full a paused partition may be when it is read again; there must be work enough until its records arrive. */
const RESUME_BELOW = 0.75;
/** How long a full partition may keep the others from being fetched before it is paused. */
const LONGEST_WAIT_MS = 250;

export class Generation {
  readonly #options: GenerationOptions;
  readonly #lanes = new Lanes<Item>();
  readonly #parts = new Map<string, HeldPartition>();
  readonly #inHand = new Map<Promise<void>, HeldPartition>();
  readonly #failures = new Map<string, number>();
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #committer: Committer;
  readonly #limit: { readonly records: number; readonly bytes: number };
  #accepting = true;
  #over = false;

  constructor(options: GenerationOptions) {
    this.#options = options;
    const { plan, seat, partitions, leftovers } = options;
    this.#limit = plan.limit(partitions.length);
    this.#committer = new Committer({
      commit: (offsets) => seat.commit(offsets),
      gapMs: plan.commitGapMs,
      onFailure: (thrown) => this.#say('offsets not committed yet', { ...describe(thrown) }),
    });
    for (const each of partitions) this.#begin(new HeldPartition(each), leftovers.get(partitionKey(each)));
  }

  /** The partitions held, for health. */
  get parts(): Iterable<HeldPartition> {
    return this.#parts.values();
  }

  /** Takes records in; false when this generation doesn't want them, so that they must be fetched again. */
  offer(chunk: Chunk): boolean {
    const part = this.#parts.get(partitionKey(chunk));
    if (!this.#accepting || part === undefined) return false;
    part.reaches(chunk.highWatermark);
    for (const fetched of chunk.records) {
      const item = part.take(fetched);
      if (item !== undefined) this.#lanes.push(this.#options.plan.laneOf(item.record, part.key), item);
    }
    this.#pump();
    return true;
  }

  /** Takes note that what stands before `next` holds no records. */
  skipTo(place: TopicPartition, next: bigint): void {
    const part = this.#parts.get(partitionKey(place));
    if (!this.#accepting || part === undefined) return;
    part.skipTo(next);
    this.#markCommittable(part);
  }

  /**
   * Waits a moment for room in a partition that is full, and pauses it if there is none: pausing at once would cost a
   * whole idle fetch before the partition is read again, however soon there is room.
   */
  async waitForRoom(place: TopicPartition): Promise<void> {
    const part = this.#parts.get(partitionKey(place));
    if (part === undefined || !this.#accepting || part.fullness(this.#limit) < 1) return;
    await settlesWithin(part.waitForRoom(), Math.min(LONGEST_WAIT_MS, this.#options.timings.maxWaitMs));
    if (part.fullness(this.#limit) >= 1) this.#pause(part);
  }

  /**
   * Starts nothing more, waits up to `graceMs` for the work in hand, commits, then aborts what is still in hand and
   * ignores its outcome. Returns what goes on nevertheless.
   */
  async close(graceMs: number): Promise<Leftovers> {
    this.#accepting = false;
    for (const timer of this.#timers) clearTimeout(timer);
    for (const part of this.#parts.values()) {
      this.#pause(part);
      part.roomMade();
    }
    await settlesWithin(Promise.all(this.#inHand.keys()), graceMs);
    this.#over = true;
    for (const part of this.#parts.values()) part.taken.abort();
    await this.#committer.close();
    return this.#leftovers();
  }

  #begin(part: HeldPartition, leftover: Promise<unknown> | undefined): void {
    this.#parts.set(part.key, part);
    if (leftover === undefined) {
      this.#options.seat.resume(part);
      return;
    }
    this.#pause(part);
    void leftover.finally(() => this.#resumeIfRoom(part));
  }

  #pump(): void {
    while (this.#accepting && this.#inHand.size < this.#options.plan.concurrency) {
      const turn = this.#lanes.next(this.#options.plan.most);
      const part = turn?.items[0]?.part;
      if (turn === undefined || part === undefined) return;
      const work = this.#carryOut(turn, part).finally(() => {
        this.#inHand.delete(work);
        this.#pump();
      });
      this.#inHand.set(work, part);
    }
  }

  async #carryOut(turn: Turn<Item>, part: HeldPartition): Promise<void> {
    const { topic, partition, highWatermark, taken } = part;
    const batch: Batch = { topic, partition, highWatermark, records: turn.items.map(({ record }) => record) };
    const context: WorkContext = { signal: taken.signal, heartbeat: () => this.#options.seat.heartbeat() };
    try {
      await this.#options.plan.work(batch, context);
    } catch (thrown) {
      return this.#failed(turn, part, thrown);
    }
    this.#succeeded(turn, part);
  }

  #succeeded(turn: Turn<Item>, part: HeldPartition): void {
    if (this.#over) return;
    for (const item of turn.items) part.done(item);
    this.#lanes.finish(turn.lane);
    this.#failures.delete(turn.lane);
    this.#markCommittable(part);
    this.#resumeIfRoom(part);
  }

  #markCommittable(part: HeldPartition): void {
    const offset = part.committable;
    if (offset === undefined) return;
    this.#committer.mark({ ...place(part), offset });
  }

  #failed(turn: Turn<Item>, part: HeldPartition, thrown: unknown): void {
    if (this.#over) return;
    const error = toUpshotError(thrown);
    const failures = (this.#failures.get(turn.lane) ?? 0) + 1;
    this.#failures.set(turn.lane, failures);
    this.#lanes.hold(turn.lane);
    const pauseMs = retryPauseMs(failures, error.retry, this.#options.timings.backoffMs, Math.random());
    if (isPowerOfTwo(failures)) {
      const offset = turn.items[0]?.record.offset;
      this.#say('work failed and comes again', {
        ...place(part),
        offset,
        code: error.code,
        failures,
        pauseMs,
      });
    }
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.#lanes.open(turn.lane);
      this.#pump();
    }, pauseMs);
    this.#timers.add(timer);
  }

  #pause(part: HeldPartition): void {
    if (part.paused) return;
    part.paused = true;
    this.#options.seat.pause(part);
  }

  #resumeIfRoom(part: HeldPartition): void {
    const fullness = part.fullness(this.#limit);
    if (fullness < 1) part.roomMade();
    if (!part.paused || !this.#accepting || fullness > RESUME_BELOW) return;
    part.paused = false;
    this.#options.seat.resume(part);
  }

  #leftovers(): Leftovers {
    const byPartition = new Map(this.#options.leftovers);
    for (const [work, part] of this.#inHand) {
      byPartition.set(part.key, Promise.allSettled([work, byPartition.get(part.key)]));
    }
    return byPartition;
  }

  #say(message: string, fields: Readonly<Record<string, unknown>>): void {
    this.#options.log.warn(message, { group: this.#options.group, ...fields });
  }
}

function place({ topic, partition }: TopicPartition): TopicPartition {
  return { topic, partition };
}

function isPowerOfTwo(count: number): boolean {
  return Number.isInteger(Math.log2(count));
}
