/** Record mode: order per key, keys side by side, contiguous commits. */
import { UpshotError } from '@upshot/errors';
import { expect } from 'vitest';
import type { BusRecord } from '../../bus.ts';
import { expectAll, expectOrderPerKey, numbered, numberOf } from '../numbered.ts';
import { eventually, gate, unused, type Case } from '../rig.ts';

export const recordCases: readonly Case[] = [
  {
    name: 'keeps the order of each key while keys go side by side, up to the concurrency',
    run: async (rig) => {
      const bus = await rig.bus();
      const topic = await rig.topic(bus, 2);
      await bus.send(numbered(topic, 500, 20));
      const done: BusRecord[] = [];
      const working = new Set<string>();
      let most = 0;
      await bus.consumeRecords({
        group: unused('group'),
        topics: [topic],
        concurrency: 7,
        onRecord: async (record) => {
          const key = String(record.key);
          expect(working.has(key)).toBe(false);
          working.add(key);
          most = Math.max(most, working.size);
          await new Promise((resolve) => setTimeout(resolve, numberOf(record) % 5));
          working.delete(key);
          done.push(record);
        },
      });
      await eventually(() => expect(done).toHaveLength(500));
      expectAll(done, 500);
      expectOrderPerKey(done);
      expect(most).toBe(7);
    },
  },
  {
    name: 'lets no slow key hold another key or partition back',
    run: async (rig) => {
      const bus = await rig.bus();
      const topic = await rig.topic(bus, 2);
      await bus.send(numbered(topic, 300, 30));
      const slow = gate();
      const done: BusRecord[] = [];
      await bus.consumeRecords({
        group: unused('group'),
        topics: [topic],
        concurrency: 4,
        onRecord: async (record) => {
          if (String(record.key) === 'key-0') await slow.opened;
          done.push(record);
        },
      });
      await eventually(() => expect(done).toHaveLength(290));
      slow.open();
      await eventually(() => expect(done).toHaveLength(300));
      expectOrderPerKey(done);
    },
  },
  ...(['now', 'later'] as const).map((retry): Case => ({
    name: `tries a failed record again before the next of its key (${retry})`,
    run: async (rig) => {
      const bus = await rig.bus();
      const topic = await rig.topic(bus, 2);
      const group = unused('group');
      await bus.send(numbered(topic, 200));
      const done: BusRecord[] = [];
      const failures = new Map<number, number>();
      const consumer = await bus.consumeRecords({
        group,
        topics: [topic],
        concurrency: 5,
        onRecord: async (record) => {
          const number = numberOf(record);
          const failed = failures.get(number) ?? 0;
          failures.set(number, failed + 1);
          if (number % 7 === 0 && failed < 2) throw new UpshotError('http_failed', 'again', { retry });
          return Promise.resolve(void done.push(record));
        },
      });
      await eventually(() => expect(done).toHaveLength(200));
      expectOrderPerKey(done);
      await consumer.stop();
      expect(await bus.lag(group, [topic])).toEqual({ records: 0n });
    },
  })),
  {
    name: 'commits only what is contiguous, and skips nothing when it takes over',
    run: async (rig) => {
      const bus = await rig.bus({ timings: { drainMs: 100 } });
      const topic = await rig.topic(bus);
      const group = unused('group');
      await bus.send(numbered(topic, 50));
      const done: BusRecord[] = [];
      const stuckAt = 20;
      const consumer = await bus.consumeRecords({
        group,
        topics: [topic],
        concurrency: 20,
        onRecord: async (record, { signal }) => {
          if (numberOf(record) === stuckAt)
            await new Promise((resolve) => signal.addEventListener('abort', resolve));
          if (!signal.aborted) done.push(record);
        },
      });
      await eventually(() => expect(done.length).toBeGreaterThanOrEqual(45));
      await consumer.stop();
      expect(await bus.lag(group, [topic])).toEqual({ records: BigInt(50 - stuckAt) });
      const again: BusRecord[] = [];
      await bus.consumeRecords({
        group,
        topics: [topic],
        concurrency: 20,
        onRecord: async (record) => Promise.resolve(void again.push(record)),
      });
      await eventually(() => expect(again).toHaveLength(50 - stuckAt));
      expect(Math.min(...again.map(numberOf))).toBe(stuckAt);
      expectAll([...done, ...again], 50);
    },
  },
  {
    name: 'takes records without a key side by side',
    run: async (rig) => {
      const bus = await rig.bus();
      const topic = await rig.topic(bus);
      await bus.send(numbered(topic, 10).map((record) => ({ ...record, key: null })));
      const all = gate();
      let working = 0;
      await bus.consumeRecords({
        group: unused('group'),
        topics: [topic],
        concurrency: 10,
        onRecord: async () => {
          working += 1;
          if (working === 10) all.open();
          await all.opened;
        },
      });
      await eventually(() => expect(working).toBe(10));
    },
  },
  {
    name: 'reports what it has not done yet',
    run: async (rig) => {
      const bus = await rig.bus();
      const topic = await rig.topic(bus);
      await bus.send(numbered(topic, 10));
      const slow = gate();
      const consumer = await bus.consumeRecords({
        group: unused('group'),
        topics: [topic],
        concurrency: 2,
        onRecord: async () => slow.opened,
      });
      await eventually(() => expect(consumer.health()).toMatchObject({ assigned: true, lagRecords: 10 }));
      expect(consumer.health().lagSeconds).toBeGreaterThan(0);
      slow.open();
      await eventually(() => expect(consumer.health()).toMatchObject({ lagRecords: 0, lagSeconds: 0 }));
    },
  },
];
