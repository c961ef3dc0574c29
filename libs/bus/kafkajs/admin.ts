/** What the bus asks and orders of the brokers beside records. */
import kafkajs, { type Admin, type Kafka } from 'kafkajs';
import type { BusLog, PartitionEnds, TopicSpec } from '../bus.ts';
import { describe } from '../describe-error.ts';
import { toBusError } from './failure.ts';

export class BusAdmin {
  readonly #admin: Admin;
  readonly #log: BusLog;

  constructor(kafka: Kafka, log: BusLog) {
    this.#admin = kafka.admin();
    this.#log = log;
  }

  /** Throws `bus_unavailable` when no broker answers. */
  async connect(): Promise<void> {
    await this.#ask('connect', async (admin) => admin.listTopics());
  }

  async close(): Promise<void> {
    await this.#admin.disconnect().catch(() => undefined);
  }

  async listTopics(): Promise<readonly string[]> {
    const topics = await this.#ask('list topics', async (admin) => admin.listTopics());
    return topics.filter((name) => !name.startsWith('__')).sort();
  }

  async ensureTopics(topics: readonly TopicSpec[]): Promise<void> {
    const existing = new Set(await this.#ask('list topics', async (admin) => admin.listTopics()));
    const missing = topics.filter(({ name }) => !existing.has(name));
    if (missing.length > 0) await this.#create(missing);
    const present = topics.filter(({ name }) => existing.has(name));
    if (present.length > 0) await this.#align(present);
  }

  /** Of a partition without a committed offset all records count, as a group begins with the oldest. */
  async lag(group: string, topics: readonly string[]): Promise<{ readonly records: bigint }> {
    const committed = await this.#ask('fetch offsets', async (admin) =>
      admin.fetchOffsets({ groupId: group, topics: [...topics] }),
    );
    let records = 0n;
    for (const { topic, partitions } of committed) {
      const ends = new Map((await this.ends(topic)).map((end) => [end.partition, end]));
      for (const { partition, offset } of partitions) {
        const { low = 0n, high = 0n } = ends.get(partition) ?? {};
        const from = BigInt(offset) < low ? low : BigInt(offset);
        if (high > from) records += high - from;
      }
    }
    return { records };
  }

  /** The first offset of each partition, and the one after its last. */
  async ends(topic: string): Promise<readonly PartitionEnds[]> {
    const ends = await this.#ask('fetch ends', async (admin) => admin.fetchTopicOffsets(topic));
    return ends.map(({ partition, low, high }) => ({ partition, low: BigInt(low), high: BigInt(high) }));
  }

  async #create(topics: readonly TopicSpec[]): Promise<void> {
    await this.#ask('create topics', async (admin) =>
      admin.createTopics({
        waitForLeaders: true,
        topics: topics.map(({ name, partitions, config }) => ({
          topic: name,
          numPartitions: partitions,
          replicationFactor: -1,
          configEntries: entriesOf(config),
        })),
      }),
    );
  }

  /** More partitions would send a key's records elsewhere than before, so their number is only reported. */
  async #align(topics: readonly TopicSpec[]): Promise<void> {
    const { topics: metadata } = await this.#ask('fetch metadata', async (admin) =>
      admin.fetchTopicMetadata({ topics: topics.map(({ name }) => name) }),
    );
    for (const { name, partitions } of topics) {
      const found = metadata.find((each) => each.name === name)?.partitions.length;
      if (found !== partitions)
        this.#log.warn('a topic has another number of partitions', { topic: name, found });
    }
    const drifted = await this.#drifted(topics.filter(({ config }) => Object.keys(config).length > 0));
    if (drifted.length > 0) await this.#configure(drifted);
  }

  async #drifted(topics: readonly TopicSpec[]): Promise<readonly TopicSpec[]> {
    if (topics.length === 0) return [];
    const type = kafkajs.ConfigResourceTypes.TOPIC;
    const resources = topics.map(({ name, config }) => ({ type, name, configNames: Object.keys(config) }));
    const { resources: found } = await this.#ask('describe topics', async (admin) =>
      admin.describeConfigs({ resources, includeSynonyms: false }),
    );
    return topics.filter(({ name, config }) => {
      const entries = found.find(({ resourceName }) => resourceName === name)?.configEntries ?? [];
      const values = new Map(entries.map(({ configName, configValue }) => [configName, configValue]));
      return Object.entries(config).some(([key, value]) => values.get(key) !== value);
    });
  }

  async #configure(topics: readonly TopicSpec[]): Promise<void> {
    const type = kafkajs.ConfigResourceTypes.TOPIC;
    const resources = topics.map(({ name, config }) => ({ type, name, configEntries: entriesOf(config) }));
    await this.#ask('configure topics', async (admin) =>
      admin.alterConfigs({ validateOnly: false, resources }),
    );
  }

  /** Connecting is a no-op while connected; a broken connection is made anew. */
  async #ask<T>(doing: string, question: (admin: Admin) => Promise<T>): Promise<T> {
    try {
      await this.#admin.connect();
      return await question(this.#admin);
    } catch (thrown) {
      this.#log.debug?.('admin request failed', { doing, ...describe(thrown) });
      throw toBusError(thrown, doing);
    }
  }
}

function entriesOf(config: Readonly<Record<string, string>>): { name: string; value: string }[] {
  return Object.entries(config).map(([name, value]) => ({ name, value }));
}
