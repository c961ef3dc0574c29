/** Batch mode: order, contiguous commits, redelivery, and nothing dropped. */
import { UpshotError } from '@upshot/errors';
import { expect } from 'vitest';
import type { Batch, BusRecord } from '../../bus.ts';
import { expectAll, expectOrderPerKey, numbered, numberOf } from '../numbered.ts';
import { eventually, gate, unused, type Case } from '../rig.ts';

export const batchCases: readonly Case[] = [
  {
    name: 'hands over everything, in order, in batches of one partition that are not too long',
    run: async (rig) => {
      const bus = await rig.bus();
      const topic = await rig.topic(bus, 3);
      await bus.send(numbered(topic, 1_000));
      const batches: Batch[] = [];
      await bus.consumeBatches({
        group: unused('group'),
        topics: [topic],
        maxRecords: 64,
        concurrency: 3,
        onBatch: async (batch) => Promise.resolve(void batches.push(batch)),
      });
      await eventually(() => expect(batches.flatMap(({ records }) => records)).toHaveLength(1_000));
      const records = batches.flatMap((batch) => batch.records);
      expectAll(records, 1_000);
      expectOrderPerKey(records);
      expect(Math.max(...batches.map((batch) => batch.records.length))).toBeLessThanOrEqual(64);
      for (const { records: each, topic: of, partition, highWatermark } of batches) {
        const start = each[0]?.offset ?? 0n;
        expect(each.map(({ offset }) => offset)).toEqual(each.map((_, index) => start + BigInt(index)));
        expect(each.every((record) => record.topic === of && record.partition === partition)).toBe(true);
        expect(highWatermark).toBeGreaterThan(each.at(-1)?.offset ?? 0n);
      }
    },
  },
  {
    name: 'works on one batch of a partition at a time, and on several partitions side by side',
    run: async (rig) => {
      const bus = await rig.bus();
      const topic = await rig.topic(bus, 4);
      await bus.send(numbered(topic, 400, 40));
      const working = new Map<number, number>();
      let [most, seen] = [0, 0];
      const bothAtWork = gate();
      await bus.consumeBatches({
        group: unused('group'),
        topics: [topic],
        maxRecords: 10,
        concurrency: 2,
        onBatch: async ({ partition, records }) => {
          expect(working.get(partition) ?? 0).toBe(0);
          working.set(partition, 1);
          most = Math.max(
            most,
            [...working.values()].reduce((sum, each) => sum + each, 0),
          );
          if (most === 2) bothAtWork.open();
          await bothAtWork.opened;
          working.set(partition, 0);
          seen += records.length;
        },
      });
      await eventually(() => expect(seen).toBe(400));
      expect(most).toBe(2);
    },
  },
  {
    name: 'goes on after what was committed, when another consumer takes over',
    run: async (rig) => {
      const bus = await rig.bus();
      const topic = await rig.topic(bus);
      const group = unused('group');
      const seen: BusRecord[] = [];
      const onBatch = async ({ records }: Batch): Promise<void> =>
        Promise.resolve(void seen.push(...records));
      await bus.send(numbered(topic, 20));
      const first = await bus.consumeBatches({ group, topics: [topic], onBatch });
      await eventually(() => expect(seen).toHaveLength(20));
      await first.stop();
      await bus.send(numbered(topic, 5));
      await bus.consumeBatches({ group, topics: [topic], onBatch });
      await eventually(() => expect(seen).toHaveLength(25));
      expect(seen.map(({ offset }) => offset)).toEqual(
        Array.from({ length: 25 }, (_, index) => BigInt(index)),
      );
    },
  },
  {
    name: 'begins with the next record where that is asked for',
    run: async (rig) => {
      const bus = await rig.bus();
      const topic = await rig.topic(bus);
      await bus.send(numbered(topic, 10));
      const seen: number[] = [];
      const consumer = await bus.consumeBatches({
        group: unused('group'),
        topics: [topic],
        fromBeginning: false,
        onBatch: async ({ records }) => Promise.resolve(void seen.push(...records.map(numberOf))),
      });
      await eventually(async () => {
        await bus.send([{ topic, key: 'k', value: Buffer.from('99') }]);
        expect(seen).toContain(99);
      });
      expect([...new Set(seen)]).toEqual([99]);
      await consumer.stop();
    },
  },
  ...(['now', 'later', 'never'] as const).map((retry): Case => ({
    name: `hands the same batch over again after a throw (${retry})`,
    run: async (rig) => {
      const bus = await rig.bus();
      const topic = await rig.topic(bus);
      const group = unused('group');
      await bus.send(numbered(topic, 30));
      const firsts: (bigint | undefined)[] = [];
      const seen: BusRecord[] = [];
      const consumer = await bus.consumeBatches({
        group,
        topics: [topic],
        maxRecords: 10,
        onBatch: async ({ records }) => {
          firsts.push(records[0]?.offset);
          if (firsts.length >= 2 && firsts.length <= 9) throw new UpshotError('conflict', 'again', { retry });
          return Promise.resolve(void seen.push(...records));
        },
      });
      await eventually(() => expect(seen).toHaveLength(30));
      expect(firsts).toEqual([0n, ...Array.from({ length: 8 }, () => 10n), 10n, 20n]);
      await consumer.stop();
      expect(await bus.lag(group, [topic])).toEqual({ records: 0n });
    },
  })),
  {
    name: 'holds back only the partition whose work fails',
    run: async (rig) => {
      const bus = await rig.bus();
      const topic = await rig.topic(bus, 3);
      const group = unused('group');
      await bus.send(
        [0, 1, 2].flatMap((partition) => numbered(topic, 20).map((each) => ({ ...each, partition }))),
      );
      const seen: Batch[] = [];
      let mended = false;
      const consumer = await bus.consumeBatches({
        group,
        topics: [topic],
        onBatch: async (batch) => {
          if (batch.partition === 1 && !mended) throw new UpshotError('store_unavailable', 'down');
          return Promise.resolve(void seen.push(batch));
        },
      });
      const count = (): number => seen.flatMap(({ records }) => records).length;
      await eventually(() => expect(count()).toBe(40));
      await eventually(async () => expect(await bus.lag(group, [topic])).toEqual({ records: 20n }));
      expect(consumer.health()).toMatchObject({ assigned: true, lagRecords: 20 });
      mended = true;
      await eventually(() => expect(count()).toBe(60));
      await eventually(() => expect(consumer.health()).toMatchObject({ lagRecords: 0, lagSeconds: 0 }));
    },
  },
  {
    name: 'treats anything that is thrown as work to be done again',
    run: async (rig) => {
      const bus = await rig.bus();
      const topic = await rig.topic(bus);
      await bus.send(numbered(topic, 3));
      let attempts = 0;
      await bus.consumeBatches({
        group: unused('group'),
        topics: [topic],
        onBatch: async () => {
          attempts += 1;
          if (attempts < 3) throw new TypeError('a bug');
          return Promise.resolve();
        },
      });
      await eventually(() => expect(attempts).toBe(3));
    },
  },
];
