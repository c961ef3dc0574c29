/** Groups: long work without eviction, leaving at once, partitions taken away, topics that come later. */
import { expect } from 'vitest';
import type { Batch, BusRecord } from '../../bus.ts';
import { expectAll, expectOrderPerKey, numbered, numberOf } from '../numbered.ts';
import { eventually, gate, unused, type Case } from '../rig.ts';
import { QUICK_TIMINGS } from '../timings.ts';

export const groupCases: readonly Case[] = [
  {
    name: 'keeps its partitions while a handler works for longer than the session timeout',
    run: async (rig) => {
      const bus = await rig.bus();
      const topic = await rig.topic(bus, 2);
      const group = unused('group');
      await bus.send([0, 1].map((partition) => ({ topic, key: 'k', value: Buffer.from('1'), partition })));
      const deliveries: number[] = [];
      const options = {
        group,
        topics: [topic],
        onBatch: async ({ partition }: Batch): Promise<void> => {
          deliveries.push(partition);
          await new Promise((resolve) => setTimeout(resolve, QUICK_TIMINGS.sessionTimeoutMs * 2.5));
        },
      };
      const members = [await bus.consumeBatches(options), await bus.consumeBatches(options)];
      await eventually(async () => expect(await bus.lag(group, [topic])).toEqual({ records: 0n }));
      expect(members.map((each) => each.health().assigned)).toEqual([true, true]);
      expect(deliveries.length).toBeLessThanOrEqual(3);
    },
  },
  {
    name: 'finishes what is in hand and leaves, so that a successor begins at once',
    run: async (rig) => {
      const bus = await rig.bus({ timings: { sessionTimeoutMs: 60_000 } });
      const topic = await rig.topic(bus);
      const group = unused('group');
      await bus.send(numbered(topic, 20));
      const [begun, work] = [gate(), gate()];
      const done: number[] = [];
      const onBatch = async ({ records }: Batch): Promise<void> => {
        begun.open();
        await work.opened;
        done.push(...records.map(numberOf));
      };
      const options = { group, topics: [topic], maxRecords: 5, onBatch };
      const first = await bus.consumeBatches(options);
      await begun.opened;
      const stopped = first.stop();
      work.open();
      await stopped;
      expect(done).toEqual([0, 1, 2, 3, 4]);
      expect(first.health().assigned).toBe(false);
      expect(await bus.lag(group, [topic])).toEqual({ records: 15n });
      await bus.consumeBatches(options);
      await eventually(() => expect(done).toHaveLength(20));
      expect(done).toEqual(Array.from({ length: 20 }, (_, index) => index));
    },
  },
  {
    name: 'gives up on work that outlasts its stop: the signal aborts and nothing is committed',
    run: async (rig) => {
      const bus = await rig.bus({ timings: { drainMs: 100 } });
      const topic = await rig.topic(bus);
      const group = unused('group');
      await bus.send(numbered(topic, 3));
      const begun = gate();
      let aborted = false;
      const consumer = await bus.consumeBatches({
        group,
        topics: [topic],
        onBatch: async (_batch, { signal }) => {
          begun.open();
          await new Promise((resolve) => signal.addEventListener('abort', resolve));
          aborted = true;
        },
      });
      await begun.opened;
      await consumer.stop();
      expect(aborted).toBe(true);
      expect(await bus.lag(group, [topic])).toEqual({ records: 3n });
      await consumer.stop();
    },
  },
  {
    name: 'aborts the work on a partition that is taken away, and commits nothing of it',
    run: async (rig) => {
      const [bus, other] = [await rig.bus(), await rig.bus()];
      const topic = await rig.topic(bus, 2);
      const group = unused('group');
      await bus.send(
        [0, 1].flatMap((partition) => numbered(topic, 5).map((each) => ({ ...each, partition }))),
      );
      const [bothBegun, late] = [gate(), gate()];
      const signals: AbortSignal[] = [];
      const seen: BusRecord[] = [];
      await bus.consumeRecords({
        group,
        topics: [topic],
        concurrency: 100,
        onRecord: async (_record, { signal }) => {
          if (signals.push(signal) === 10) bothBegun.open();
          await late.opened;
        },
      });
      await bothBegun.opened;
      await other.consumeBatches({
        group,
        topics: [topic],
        onBatch: async ({ records }) => Promise.resolve(void seen.push(...records)),
      });
      await eventually(() => expect(seen).toHaveLength(5));
      expect(signals.slice(0, 10).every(({ aborted }) => aborted)).toBe(true);
      expect(new Set(seen.map(({ partition }) => partition)).size).toBe(1);
      late.open();
    },
  },
  {
    name: 'loses nothing and keeps the order of keys while members come and go',
    run: async (rig) => {
      const bus = await rig.bus();
      const topic = await rig.topic(bus, 4);
      const group = unused('group');
      const done: BusRecord[] = [];
      const onBatch = async ({ records }: Batch): Promise<void> => {
        await new Promise((resolve) => setTimeout(resolve, 5));
        done.push(...records);
      };
      const options = { group, topics: [topic], maxRecords: 20, onBatch };
      const members = [await bus.consumeBatches(options)];
      for (let round = 0; round < 6; round += 1) {
        await bus.send(numbered(topic, 1_800).slice(round * 300, round * 300 + 300));
        if (round % 2 === 0) members.push(await bus.consumeBatches(options));
        else await members.shift()?.stop();
      }
      await eventually(async () => expect(await bus.lag(group, [topic])).toEqual({ records: 0n }));
      expectAll(done, 1_800);
      const firsts = new Map(
        done.toReversed().map((record) => [`${record.partition}/${record.offset}`, record]),
      );
      expectOrderPerKey([...firsts.values()].reverse());
    },
  },
  {
    name: 'finds a topic that is made after it subscribed',
    run: async (rig) => {
      const bus = await rig.bus();
      const topic = unused('topic');
      const seen: BusRecord[] = [];
      const consumer = await bus.consumeBatches({
        group: unused('group'),
        topics: [topic],
        onBatch: async ({ records }) => Promise.resolve(void seen.push(...records)),
      });
      expect(consumer.health().assigned).toBe(false);
      await bus.ensureTopics([{ name: topic, partitions: 2, config: {} }]);
      await bus.send(numbered(topic, 10));
      await eventually(() => expect(seen).toHaveLength(10));
    },
  },
  {
    name: 'shares a group with a member on the other client library, whoever leads it',
    run: async (rig) => {
      const other = rig.adapter.name === 'kafkajs' ? 'platformatic' : 'kafkajs';
      const buses = [await rig.bus(), await rig.bus({ consumerClient: other })];
      const topic = await rig.topic(buses[0] ?? (await rig.bus()), 4);
      const group = unused('group');
      const seen: BusRecord[][] = [[], []];
      const members = [];
      for (const [index, bus] of buses.entries()) {
        const onBatch = async ({ records }: Batch): Promise<void> =>
          Promise.resolve(void seen[index]?.push(...records));
        members.push(await bus.consumeBatches({ group, topics: [topic], onBatch }));
      }
      await eventually(async () => {
        await buses[0]?.send(numbered(topic, 40, 40));
        for (const records of seen) expect(new Set(records.map(({ partition }) => partition)).size).toBe(2);
      });
      const partitions = seen.map((records) => new Set(records.slice(-5).map(({ partition }) => partition)));
      expect(partitions[0]?.isDisjointFrom(partitions[1] ?? new Set())).toBe(true);
      await members[0]?.stop();
      await buses[1]?.send(numbered(topic, 40, 40));
      await eventually(async () => expect(await buses[1]?.lag(group, [topic])).toEqual({ records: 0n }));
    },
  },
];
