/** Writes records in order, one request at a time, and starts afresh when the outcome of one is unknown. */
import { UpshotError } from '@upshot/errors';
import kafkajs, { type Message, type Producer } from 'kafkajs';
import type { BusLog, OutgoingRecord } from '../bus.ts';
import { CLIENT_RETRY, createClient, type ClientOptions } from './client.ts';
import { settlesWithin } from '../consuming/deadline.ts';
import { toBusError } from './failure.ts';
import { stickyPartitioner } from './partitioner.ts';
import { toMessage } from './records.ts';
import { cutIntoRequests, takeTogether, type Waiting } from './send-queue.ts';

export interface BusProducerOptions extends ClientOptions {
  readonly log: BusLog;
  readonly sendTimeoutMs: number;
}

/** More than fit into the time of a send, so that it is the deadline that ends them. */
const ATTEMPTS = 100;

/** One kafkajs producer and the end of the request that it carries out. */
interface Life {
  readonly producer: Producer;
  endsAt: number;
}

/**
 * kafkajs keeps a sequence number per partition and takes it back when a request fails. Were another request to go out
 * then, or a later one after the outcome stayed unknown, the broker could take its records for a repetition of the
 * first and drop them silently. Hence one request at a time, and a new producer after each failure.
 */
export class BusProducer {
  readonly #options: BusProducerOptions;
  readonly #queue: Waiting[] = [];
  #life: Life | undefined;
  #sending: Promise<void> | undefined;
  #closed = false;

  constructor(options: BusProducerOptions) {
    this.#options = options;
  }

  /** Resolves when all are acknowledged; throws `bus_unavailable` (outcome unknown) or `record_invalid`. */
  async send(records: readonly OutgoingRecord[]): Promise<void> {
    if (this.#closed) throw new UpshotError('bus_unavailable', 'the bus is closed');
    if (records.length === 0) return;
    await new Promise<void>((resolve, reject) => {
      this.#queue.push({ records, resolve, reject });
      this.#sending ??= this.#work();
    });
  }

  /** Sends what waits, then disconnects. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#sending;
    await this.#drop();
  }

  async #work(): Promise<void> {
    // What is sent in one go by the caller's code is gathered before the first request leaves.
    await Promise.resolve();
    while (this.#queue.length > 0) await this.#sendTogether(takeTogether(this.#queue));
    this.#sending = undefined;
  }

  async #sendTogether(calls: readonly Waiting[]): Promise<void> {
    try {
      await this.#sendAll(calls.flatMap(({ records }) => records));
    } catch (thrown) {
      const error = toBusError(thrown, 'send');
      if (calls.length > 1 && error.retry === 'never') return this.#sendEach(calls);
      for (const call of calls) call.reject(error);
      return;
    }
    for (const call of calls) call.resolve();
  }

  /** A record that the broker refuses must not fail the calls that it happened to travel with. */
  async #sendEach(calls: readonly Waiting[]): Promise<void> {
    for (const call of calls) await this.#sendTogether([call]);
  }

  async #sendAll(records: readonly OutgoingRecord[]): Promise<void> {
    for (const request of cutIntoRequests(records)) await this.#sendRequest(request);
  }

  async #sendRequest(records: readonly OutgoingRecord[]): Promise<void> {
    const endsAt = performance.now() + this.#options.sendTimeoutMs;
    try {
      await this.#inTime(this.#attempt(records, endsAt));
    } catch (thrown) {
      this.#options.log.warn('a send failed and the producer is made anew', {
        reason: toBusError(thrown, 'send').message,
        records: records.length,
      });
      void this.#drop();
      throw thrown;
    }
  }

  async #attempt(records: readonly OutgoingRecord[], endsAt: number): Promise<void> {
    this.#life ??= this.#begin(endsAt);
    const life = this.#life;
    life.endsAt = endsAt;
    await life.producer.connect();
    await life.producer.sendBatch({ acks: -1, topicMessages: groupByTopic(records) });
  }

  async #inTime(attempt: Promise<void>): Promise<void> {
    const inTime = await settlesWithin(attempt, this.#options.sendTimeoutMs);
    if (!inTime) throw new UpshotError('bus_unavailable', 'send: no acknowledgement in time');
    await attempt;
  }

  #begin(endsAt: number): Life {
    const mayGoOn = (): void => {
      if (performance.now() < life.endsAt) return;
      throw new kafkajs.KafkaJSNonRetriableError('the caller has given up');
    };
    const client = createClient({ ...this.#options, retries: ATTEMPTS });
    const producer = client.producer({
      idempotent: true,
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
      metadataMaxAge: 60_000,
      createPartitioner: stickyPartitioner(mayGoOn),
      retry: { ...CLIENT_RETRY, retries: ATTEMPTS, maxRetryTime: 1_000 },
    });
    const life: Life = { producer, endsAt };
    return life;
  }

  async #drop(): Promise<void> {
    const life = this.#life;
    this.#life = undefined;
    if (life === undefined) return;
    life.endsAt = 0;
    await settlesWithin(life.producer.disconnect(), this.#options.sendTimeoutMs);
  }
}

function groupByTopic(records: readonly OutgoingRecord[]): { topic: string; messages: Message[] }[] {
  const topics = new Map<string, Message[]>();
  for (const record of records) {
    const messages = topics.get(record.topic);
    if (messages === undefined) topics.set(record.topic, [toMessage(record)]);
    else messages.push(toMessage(record));
  }
  return [...topics].map(([topic, messages]) => ({ topic, messages }));
}
