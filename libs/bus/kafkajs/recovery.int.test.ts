/** Shows that the seam outlives what makes kafkajs give up or lose its place. */
import kafkajs from 'kafkajs';
import { expect, inject, it } from 'vitest';
import type { BusRecord } from '../bus.ts';
import { connectBus } from '../index.ts';
import { contentOf } from '../testing/contract/content.ts';
import { expectAll, numbered, numberOf } from '../testing/numbered.ts';
import { eventually, unused, useRig } from '../testing/rig.ts';
import { registerCodecs } from './codecs.ts';

const brokers = (): string[] => inject('engines').kafka.split(',');
const rig = useRig({
  name: 'kafkajs',
  module: new URL('../index.ts', import.meta.url),
  connect: connectBus,
  brokers,
});
const raw = (): kafkajs.Kafka =>
  new kafkajs.Kafka({ brokers: brokers(), logLevel: kafkajs.logLevel.NOTHING });

it('restarts a consumer that crashed on an error that kafkajs does not retry', async () => {
  const warnings: unknown[] = [];
  const log = {
    info: () => undefined,
    error: () => undefined,
    warn: (...line: unknown[]) => void warnings.push(line),
  };
  const bus = await rig.bus({ log });
  const topic = await rig.topic(bus);
  const producer = raw().producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner });
  await producer.connect();
  await producer.send({
    topic,
    compression: kafkajs.CompressionTypes.Snappy,
    messages: [{ key: 'k', value: '0' }],
  });
  await producer.send({
    topic,
    compression: kafkajs.CompressionTypes.GZIP,
    messages: [{ key: 'k', value: '1' }],
  });
  await producer.disconnect();
  kafkajs.CompressionCodecs[kafkajs.CompressionTypes.Snappy] = () => {
    throw new kafkajs.KafkaJSNonRetriableError('no such codec');
  };
  const seen: number[] = [];
  await bus.consumeBatches({
    group: unused('group'),
    topics: [topic],
    onBatch: async ({ records }) => Promise.resolve(void seen.push(...records.map(numberOf))),
  });
  await eventually(() => expect(JSON.stringify(warnings)).toContain('consumer crashed and comes back'));
  registerCodecs();
  await eventually(() => expect(seen).toEqual([0, 1]));
});

it('takes the markers of transactions for neither records nor lag', async () => {
  const bus = await rig.bus();
  const topic = await rig.topic(bus);
  const group = unused('group');
  const producer = raw().producer({
    transactionalId: unused('transaction'),
    idempotent: true,
    maxInFlightRequests: 1,
    createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
  });
  await producer.connect();
  for (const [value, commits] of [
    ['0', true],
    ['9', false],
    ['1', true],
  ] as const) {
    const transaction = await producer.transaction();
    await transaction.send({ topic, messages: [{ key: 'k', value }] });
    await (commits ? transaction.commit() : transaction.abort());
  }
  await producer.disconnect();
  const seen: number[] = [];
  await bus.consumeBatches({
    group,
    topics: [topic],
    onBatch: async ({ records }) => Promise.resolve(void seen.push(...records.map(numberOf))),
  });
  await eventually(() => expect(seen).toEqual([0, 1]));
  await eventually(async () => expect(await bus.lag(group, [topic])).toEqual({ records: 0n }));
  expect((await contentOf(bus, topic)).map(numberOf)).toEqual([0, 1]);
});

it('is ready to follow a topic that ends in nothing but markers', async () => {
  const bus = await rig.bus();
  const topic = await rig.topic(bus);
  const producer = raw().producer({
    transactionalId: unused('transaction'),
    idempotent: true,
    maxInFlightRequests: 1,
    createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
  });
  await producer.connect();
  const transaction = await producer.transaction();
  await transaction.send({ topic, messages: [{ key: 'k', value: '0' }] });
  await transaction.abort();
  await producer.disconnect();
  expect(await contentOf(bus, topic)).toEqual([]);
});

it('goes on with the oldest record when those it had not read were deleted', async () => {
  const bus = await rig.bus();
  const topic = await rig.topic(bus);
  const group = unused('group');
  const records = numbered(topic, 30);
  const seen: BusRecord[] = [];
  const consume = async () =>
    bus.consumeBatches({
      group,
      topics: [topic],
      onBatch: async (batch) => Promise.resolve(void seen.push(...batch.records)),
    });
  await bus.send(records.slice(0, 10));
  const first = await consume();
  await eventually(() => expect(seen).toHaveLength(10));
  await first.stop();
  await bus.send(records.slice(10));
  const admin = raw().admin();
  await admin.connect();
  await admin.fetchTopicOffsets(topic);
  await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: '20' }] });
  await admin.disconnect();
  seen.length = 0;
  await consume();
  await eventually(() => expect(seen.map(numberOf)).toEqual(records.slice(20).map((_, index) => index + 20)));
  await eventually(async () => expect(await bus.lag(group, [topic])).toEqual({ records: 0n }));
});

it('reads new partitions of a topic it consumes', async () => {
  const bus = await rig.bus();
  const topic = await rig.topic(bus);
  const seen: BusRecord[] = [];
  await bus.consumeBatches({
    group: unused('group'),
    topics: [topic],
    onBatch: async ({ records }) => Promise.resolve(void seen.push(...records)),
  });
  const admin = raw().admin();
  await admin.connect();
  await admin.createPartitions({ topicPartitions: [{ topic, count: 3 }] });
  await admin.disconnect();
  await eventually(async () =>
    bus.send(numbered(topic, 3).map((each, index) => ({ ...each, partition: index }))),
  );
  await eventually(() => expectAll(seen, 3));
});
