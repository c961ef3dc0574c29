/** Fetches what one generation of the group gave this member, from each broker side by side. */
import { setTimeout as pause } from 'node:timers/promises';
import { UpshotError } from '@upshot/errors';
import {
  protocolErrorsCodesById,
  type ClusterMetadata,
  type ConnectionPool,
  type Consumer,
} from '@platformatic/kafka';
import { heard } from './heard.ts';
import type { MemberEvents, MemberOptions } from '../consuming/group-member.ts';
import { partitionKey, type TopicPartition } from '../consuming/seat.ts';
import { Bell } from './bell.ts';
import { readFetched } from './chunks.ts';
import { createFetchPool, REQUEST_TIMEOUT_MS } from './client.ts';
import { answerOf } from './failure.ts';
import { locate, relocate } from './positions.ts';
import type { Reading } from './reading.ts';
import { FetchRequest, leaderOf, type Answer } from './request.ts';
import { ShortWaits } from './short-waits.ts';
import type { FetchResponse } from './wire.ts';

export interface FetcherOptions {
  readonly consumer: Consumer;
  readonly member: MemberOptions;
  readonly partitions: readonly TopicPartition[];
  readonly events: Pick<MemberEvents, 'fetched' | 'skipped' | 'waitForRoom'>;
  /** A broker answered, or there was nothing to ask it. */
  polled(): void;
  /** So many attempts in a row have failed. */
  failed(thrown: unknown, failures: number): void;
  /** Nothing can be read any more by this member as it is: it must begin anew. */
  lost(thrown: unknown): void;
  /** What the cluster looks like now. */
  looked(metadata: ClusterMetadata): void;
}

/** The first and the longest pause after a fetch that failed. */
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 2_000;

/** Who wants no records now, as in its last moments, is not asked again at once. */
const REFUSED_MS = 100;

/** Several requests, one after the other. */
const LOCATE_MS = 3 * REQUEST_TIMEOUT_MS;

const OFFSET_OUT_OF_RANGE = 1;

export class Fetcher {
  readonly #options: FetcherOptions;
  readonly #pool: ConnectionPool;
  readonly #readings = new Map<string, Reading>();
  /** The brokers from which is being read. */
  readonly #asked = new Set<number>();
  readonly #resumed = new Bell();
  readonly #failed = new Bell();
  readonly #closing = new AbortController();
  readonly #waits: ShortWaits;
  #failures = 0;

  constructor(options: FetcherOptions) {
    this.#options = options;
    this.#pool = createFetchPool(options.member);
    this.#waits = new ShortWaits(options.member.timings.maxWaitMs);
    for (const { topic, partition } of options.partitions) {
      const key = partitionKey({ topic, partition });
      this.#readings.set(key, { topic, partition, key, next: undefined, paused: false, isRead: false });
    }
  }

  /** Begins to read, in the background. */
  start(): void {
    void this.#supervise();
  }

  /** Ends every fetch; what one still brings is thrown away. */
  close(): void {
    this.#closing.abort();
    this.#resumed.ring();
    this.#failed.ring();
    void this.#pool.close().catch(() => undefined);
  }

  pause(place: TopicPartition): void {
    const reading = this.#readings.get(partitionKey(place));
    if (reading !== undefined) reading.paused = true;
    this.#waits.reset();
  }

  resume(place: TopicPartition): void {
    const reading = this.#readings.get(partitionKey(place));
    if (reading !== undefined) reading.paused = false;
    this.#waits.reset();
    this.#resumed.ring();
  }

  seek(place: TopicPartition, offset: bigint): void {
    const reading = this.#readings.get(partitionKey(place));
    if (reading !== undefined) reading.next = offset;
  }

  get #closed(): boolean {
    return this.#closing.signal.aborted;
  }

  /** Sees to it that every broker that leads something is asked, also when another leads it after a failure. */
  async #supervise(): Promise<void> {
    const { maxWaitMs } = this.#options.member.timings;
    while (!this.#closed) {
      try {
        await this.#askLeaders();
        await this.#failed.wait(maxWaitMs);
      } catch (thrown) {
        await this.#pauseAfter(thrown);
      }
    }
  }

  async #askLeaders(): Promise<void> {
    const { consumer, member, lost } = this.#options;
    const metadata = await this.#look(this.#failures > 0);
    const locating = locate(consumer, [...this.#readings.values()], member.fromBeginning);
    await heard(locating, LOCATE_MS, 'locate', lost);
    const leaders = new Set([...this.#readings.values()].map((each) => leaderOf(metadata, each)));
    for (const node of leaders) if (node !== undefined && !this.#asked.has(node)) void this.#ask(node);
    if (this.#readings.size === 0) this.#options.polled();
  }

  async #look(anew: boolean): Promise<ClusterMetadata> {
    const { consumer, looked, lost } = this.#options;
    const looking = consumer.metadata({ topics: [...consumer.topics.current], forceUpdate: anew });
    const metadata = await heard(looking, REQUEST_TIMEOUT_MS, 'look', lost);
    if (!this.#closed) looked(metadata);
    return metadata;
  }

  /** Asks one broker again and again, for as long as it leads something and answers. */
  async #ask(node: number): Promise<void> {
    this.#asked.add(node);
    try {
      while (!this.#closed && (await this.#poll(node)));
    } catch (thrown) {
      await this.#pauseAfter(thrown);
    }
    this.#asked.delete(node);
    this.#failed.ring();
  }

  /** One round; whether there shall be another. */
  async #poll(node: number): Promise<boolean> {
    const { member, polled } = this.#options;
    const metadata = await this.#look(false);
    const led = [...this.#readings.values()].filter((each) => leaderOf(metadata, each) === node);
    const open = led.filter(({ paused, next }) => !paused && next !== undefined);
    if (open.length === 0) await this.#resumed.wait(member.timings.maxWaitMs);
    else await this.#fetch(node, new FetchRequest(metadata, open, member.fetchBytesPerPartition), led);
    if (!this.#closed) polled();
    return led.length > 0;
  }

  async #fetch(node: number, request: FetchRequest, led: readonly Reading[]): Promise<void> {
    const maxWaitTime = this.#waits.next(led.some(({ paused }) => paused));
    const response = await this.#send(node, request, maxWaitTime);
    if (this.#closed) return;
    const answers = request.answersOf(response);
    const outcomes = answers.map((each) => (each.data.errorCode === 0 ? this.#take(each) : 'nothing'));
    if (outcomes.includes('taken')) this.#waits.reset();
    await this.#mend(answers.filter(({ data }) => data.errorCode !== 0));
    this.#failures = 0;
    const taken = answers.filter((_, index) => outcomes[index] === 'taken');
    await Promise.all(taken.map(async ({ reading }) => this.#options.events.waitForRoom(reading)));
    if (outcomes.includes('refused')) await this.#resumed.wait(REFUSED_MS);
  }

  async #send(node: number, request: FetchRequest, maxWaitTime: number): Promise<FetchResponse> {
    const { consumer, lost } = this.#options;
    const topics = [...request.topics];
    const fetching = consumer.fetch({ node, topics, maxWaitTime, connectionPool: this.#pool });
    try {
      return await heard(fetching, maxWaitTime + 2 * REQUEST_TIMEOUT_MS, 'fetch', lost);
    } catch (thrown) {
      const answer = answerOf(thrown);
      if (answer === undefined) throw thrown;
      return answer;
    }
  }

  /** Hands over what came. What has been paused or sought meanwhile is dropped. */
  #take({ reading, from, data }: Answer): 'taken' | 'refused' | 'nothing' {
    if (reading.paused || reading.next !== from) return 'nothing';
    const { topic, partition } = reading;
    const { records, next } = readFetched(reading, from, data);
    const { fetched, skipped } = this.#options.events;
    if (!fetched({ topic, partition, records, highWatermark: data.highWatermark })) return 'refused';
    reading.next = next;
    reading.isRead = true;
    if (records.length === 0 && next > from) skipped(reading, next);
    return records.length > 0 ? 'taken' : 'nothing';
  }

  /** Goes on elsewhere where records are gone; throws for everything else, which another look at the cluster mends. */
  async #mend(answers: readonly Answer[]): Promise<void> {
    const { consumer, member } = this.#options;
    for (const { reading, from, data } of answers) {
      if (data.errorCode !== OFFSET_OUT_OF_RANGE) {
        const id = protocolErrorsCodesById[data.errorCode] ?? data.errorCode;
        throw new UpshotError('bus_unavailable', `fetch: ${id}`);
      }
      await relocate(consumer, reading, member.fromBeginning);
      const { topic, partition, next } = reading;
      const fields = { group: member.group, topic, partition, from, next };
      member.log.warn('records were gone before they were read', fields);
      if (reading.isRead && next !== undefined && next < from) this.#options.lost(beginsAnew());
    }
  }

  async #pauseAfter(thrown: unknown): Promise<void> {
    if (this.#closed) return;
    this.#failures += 1;
    this.#options.failed(thrown, this.#failures);
    const ms = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(this.#failures - 1, 10));
    await pause(ms, undefined, { signal: this.#closing.signal }).catch(() => undefined);
  }
}

/** What a generation has been handed it does not take a second time, and a new topic's offsets look like the old one's. */
function beginsAnew(): UpshotError {
  return new UpshotError('bus_unavailable', 'fetch: a partition begins anew');
}
