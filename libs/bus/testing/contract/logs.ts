/** Logs: what stands in a partition beside records, and what no longer stands there. */
import { expect } from 'vitest';
import type { Batch, BusRecord } from '../../bus.ts';
import { expectAll, numbered, numberOf } from '../numbered.ts';
import { administer, transact } from '../raw-kafka.ts';
import { eventually, unused, type Case } from '../rig.ts';
import { contentOf } from './content.ts';

export const logCases: readonly Case[] = [
  {
    name: 'takes the markers of transactions for neither records nor lag',
    run: async (rig) => {
      const bus = await rig.bus();
      const topic = await rig.topic(bus);
      const group = unused('group');
      await transact(rig, topic, [
        { values: ['0'], commits: true },
        { values: ['9'], commits: false },
        { values: ['1'], commits: true },
      ]);
      const seen: number[] = [];
      const consumer = await bus.consumeBatches({
        group,
        topics: [topic],
        onBatch: async ({ records }) => Promise.resolve(void seen.push(...records.map(numberOf))),
      });
      await eventually(() => expect(seen).toEqual([0, 1]));
      await eventually(async () => expect(await bus.lag(group, [topic])).toEqual({ records: 0n }));
      expect(consumer.health()).toMatchObject({ lagRecords: 0, lagSeconds: 0 });
      expect((await contentOf(bus, topic)).map(numberOf)).toEqual([0, 1]);
    },
  },
  {
    name: 'is ready to follow a topic that ends in nothing but markers',
    run: async (rig) => {
      const bus = await rig.bus();
      const topic = await rig.topic(bus);
      await transact(rig, topic, [{ values: ['0'], commits: false }]);
      expect(await contentOf(bus, topic)).toEqual([]);
    },
  },
  {
    name: 'hands over nothing of transactions that were aborted, several of one producer among them',
    run: async (rig) => {
      const bus = await rig.bus();
      const topic = await rig.topic(bus);
      const outcomes = [false, true, false, false, true, false];
      const own = outcomes.map((commits, index) => ({ values: [String(index), String(index)], commits }));
      await Promise.all([
        transact(rig, topic, own),
        transact(rig, topic, [
          { values: ['7', '7', '7'], commits: true },
          { values: ['8', '8', '8'], commits: false },
        ]),
      ]);
      await bus.send(numbered(topic, 1));
      const values = (await contentOf(bus, topic)).map(numberOf);
      expect(values.sort((a, b) => a - b)).toEqual([0, 1, 1, 4, 4, 7, 7, 7]);
    },
  },
  {
    name: 'hands over nothing of an aborted transaction that is longer than a fetch',
    run: async (rig) => {
      const bus = await rig.bus();
      const topic = await rig.topic(bus);
      const big = Buffer.alloc(400_000, '9');
      await transact(rig, topic, [
        { values: Array.from({ length: 8 }, () => big), commits: false },
        { values: ['1'], commits: true },
      ]);
      expect((await contentOf(bus, topic)).map(({ value }) => String(value))).toEqual(['1']);
    },
  },
  {
    name: 'goes on with the oldest record when those it had not read were deleted',
    run: async (rig) => {
      const bus = await rig.bus();
      const topic = await rig.topic(bus);
      const group = unused('group');
      const records = numbered(topic, 30);
      const seen: BusRecord[] = [];
      const onBatch = async (batch: Batch): Promise<void> =>
        Promise.resolve(void seen.push(...batch.records));
      await bus.send(records.slice(0, 10));
      const first = await bus.consumeBatches({ group, topics: [topic], onBatch });
      await eventually(() => expect(seen).toHaveLength(10));
      await first.stop();
      await bus.send(records.slice(10));
      await administer(rig, async (admin) => {
        await admin.fetchTopicOffsets(topic);
        await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: '20' }] });
      });
      seen.length = 0;
      await bus.consumeBatches({ group, topics: [topic], onBatch });
      await eventually(() =>
        expect(seen.map(numberOf)).toEqual(Array.from({ length: 10 }, (_, index) => index + 20)),
      );
      await eventually(async () => expect(await bus.lag(group, [topic])).toEqual({ records: 0n }));
    },
  },
  {
    name: 'reads new partitions of a topic that it consumes',
    run: async (rig) => {
      const bus = await rig.bus();
      const topic = await rig.topic(bus);
      const seen: BusRecord[] = [];
      await bus.consumeBatches({
        group: unused('group'),
        topics: [topic],
        onBatch: async ({ records }) => Promise.resolve(void seen.push(...records)),
      });
      await administer(rig, async (admin) =>
        admin.createPartitions({ topicPartitions: [{ topic, count: 3 }] }),
      );
      await eventually(async () =>
        bus.send(numbered(topic, 3).map((each, index) => ({ ...each, partition: index }))),
      );
      await eventually(() => expectAll(seen, 3));
    },
  },
];
