/** Connects to Kafka and returns it as a bus. */
import type {
  BatchOptions,
  Bus,
  BusOptions,
  Consumer,
  ConsumerClient,
  Follower,
  FollowOptions,
  OutgoingRecord,
  PartitionEnds,
  RecordOptions,
  TopicSpec,
} from './bus.ts';
import { BusAdmin } from './kafkajs/admin.ts';
import { batchPlan } from './consuming/batch-consumer.ts';
import { createClient } from './kafkajs/client.ts';
import { startFollower } from './consuming/follower.ts';
import type { MakeMember } from './consuming/group-member.ts';
import { GroupConsumer, type SharedOptions } from './consuming/group-consumer.ts';
import { Member } from './kafkajs/member.ts';
import { silentLog } from './silent-log.ts';
import { BusProducer } from './kafkajs/producer.ts';
import { recordPlan } from './consuming/record-consumer.ts';
import { decideTimings } from './consuming/timings.ts';
import type { WorkPlan } from './consuming/work-plan.ts';

/** Each library's members; the second is loaded only where it is chosen. */
const MEMBERS: Readonly<Record<ConsumerClient, () => Promise<MakeMember>>> = {
  kafkajs: async () => Promise.resolve((...given) => new Member(...given)),
  platformatic: async () => {
    const adapter = await import('./platformatic/member.ts');
    return (...given) => new adapter.Member(...given);
  },
};

/** Connects to the brokers; throws `bus_unavailable` when none answers. */
export async function connectBus(options: BusOptions): Promise<Bus> {
  const makeMember = await MEMBERS[options.consumerClient ?? 'kafkajs']();
  const bus = new KafkaBus(options, makeMember);
  await bus.connect();
  return bus;
}

class KafkaBus implements Bus {
  readonly #options: BusOptions;
  readonly #shared: SharedOptions;
  readonly #admin: BusAdmin;
  readonly #producer: BusProducer;
  readonly #running = new Set<Consumer>();

  constructor(options: BusOptions, makeMember: MakeMember) {
    this.#options = options;
    const { brokers, clientId, log = silentLog, openSocket } = options;
    const timings = decideTimings(options.timings);
    const onStopped = (consumer: Consumer): void => void this.#running.delete(consumer);
    this.#shared = { brokers, clientId, log, openSocket, timings, onStopped, makeMember };
    this.#admin = new BusAdmin(createClient(this.#shared), log);
    this.#producer = new BusProducer({ ...this.#shared, sendTimeoutMs: timings.sendTimeoutMs });
  }

  async connect(): Promise<void> {
    await this.#admin.connect();
  }

  async send(records: readonly OutgoingRecord[]): Promise<void> {
    await this.#producer.send(records);
  }

  async consumeBatches(options: BatchOptions): Promise<Consumer> {
    return this.#consume(options, batchPlan(options));
  }

  async consumeRecords(options: RecordOptions): Promise<Consumer> {
    return this.#consume(options, recordPlan(options));
  }

  async follow(options: FollowOptions): Promise<Follower> {
    const { consumer, ready, stop } = await startFollower(options, this.#admin, this.#shared);
    this.#running.add(consumer);
    return { ready, stop };
  }

  async ensureTopics(topics: readonly TopicSpec[]): Promise<void> {
    await this.#admin.ensureTopics(topics);
  }

  async listTopics(): Promise<readonly string[]> {
    return this.#admin.listTopics();
  }

  async ends(topic: string): Promise<readonly PartitionEnds[]> {
    return this.#admin.ends(topic);
  }

  async lag(group: string, topics: readonly string[]): Promise<{ readonly records: bigint }> {
    return this.#admin.lag(group, topics);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#running].map(async (consumer) => consumer.stop()));
    await this.#producer.close();
    await this.#admin.close();
  }

  async #consume(options: BatchOptions | RecordOptions, plan: WorkPlan): Promise<Consumer> {
    const { group, topics, fromBeginning = true } = options;
    const consumer = new GroupConsumer({
      ...this.#shared,
      group,
      topics,
      fromBeginning,
      plan,
      ends: async (topic) => this.#admin.ends(topic),
      lag: async () => (await this.#admin.lag(group, topics)).records,
      onStall: () => this.#stalled(group),
    });
    this.#running.add(consumer);
    return consumer.start();
  }

  #stalled(group: string): void {
    this.#shared.log.error('a consumer has stalled: there is lag and nothing is polled', { group });
    this.#options.onStall?.({ group });
  }
}
