/** Topics: made once, aligned afterwards, listed and measured. */
import { expect } from 'vitest';
import { numbered } from '../numbered.ts';
import { unused, type Case } from '../rig.ts';

export const topicCases: readonly Case[] = [
  {
    name: 'makes topics that are missing and leaves the others',
    run: async (rig) => {
      const bus = await rig.bus();
      const [first, second] = [unused('topic'), unused('topic')];
      await bus.ensureTopics([{ name: first, partitions: 2, config: {} }]);
      await bus.send(numbered(first, 5));
      await bus.ensureTopics([first, second].map((name) => ({ name, partitions: 2, config: {} })));
      expect(await bus.listTopics()).toEqual(expect.arrayContaining([first, second]));
      expect(await bus.lag(unused('group'), [first])).toEqual({ records: 5n });
    },
  },
  {
    name: 'is content when several processes make the same topic at once',
    run: async (rig) => {
      const buses = await Promise.all([rig.bus(), rig.bus(), rig.bus()]);
      const name = unused('topic');
      await Promise.all(buses.map(async (bus) => bus.ensureTopics([{ name, partitions: 1, config: {} }])));
      expect(await buses[0].listTopics()).toContain(name);
    },
  },
  {
    name: 'brings the configuration up to date',
    run: async (rig) => {
      const bus = await rig.bus();
      const name = await rig.topic(bus, 1, { 'cleanup.policy': 'delete' });
      await bus.ensureTopics([{ name, partitions: 1, config: { 'max.message.bytes': '1000' } }]);
      const large = bus.send([{ topic: name, key: 'k', value: Buffer.alloc(5_000) }]);
      await expect(large).rejects.toMatchObject({ code: 'record_invalid' });
    },
  },
  {
    name: 'never changes the number of partitions, and says so',
    run: async (rig) => {
      const warnings: string[] = [];
      const log = {
        info: () => undefined,
        error: () => undefined,
        warn: (message: string) => void warnings.push(message),
      };
      const bus = await rig.bus({ log });
      const name = await rig.topic(bus, 2);
      await bus.ensureTopics([{ name, partitions: 3, config: {} }]);
      expect(warnings).toEqual(['a topic has another number of partitions']);
    },
  },
  {
    name: "lists topics in order, without the broker's own",
    run: async (rig) => {
      const bus = await rig.bus();
      const topic = await rig.topic(bus);
      const consumer = await bus.consumeBatches({
        group: unused('group'),
        topics: [topic],
        onBatch: async () => Promise.resolve(),
      });
      await consumer.stop();
      const topics = await bus.listTopics();
      expect(topics.filter((name) => name.startsWith('__'))).toEqual([]);
      expect(topics).toEqual([...topics].sort());
    },
  },
  {
    name: 'measures lag from what the group committed',
    run: async (rig) => {
      const bus = await rig.bus();
      const topic = await rig.topic(bus, 3);
      const group = unused('group');
      await bus.send(numbered(topic, 30));
      const done = Promise.withResolvers<void>();
      let seen = 0;
      const onBatch = async (batch: { readonly records: readonly unknown[] }): Promise<void> => {
        seen += batch.records.length;
        if (seen === 30) done.resolve();
        return Promise.resolve();
      };
      const consumer = await bus.consumeBatches({ group, topics: [topic], onBatch });
      await done.promise;
      await consumer.stop();
      expect(await bus.lag(group, [topic])).toEqual({ records: 0n });
      await bus.send(numbered(topic, 7));
      expect(await bus.lag(group, [topic])).toEqual({ records: 7n });
    },
  },
];
