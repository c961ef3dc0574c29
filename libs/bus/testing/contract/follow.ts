/** Following: whole topics from the beginning, and on. */
import { UpshotError } from '@upshot/errors';
import { expect } from 'vitest';
import type { BusRecord } from '../../bus.ts';
import { expectAll, expectOrderPerKey, numbered } from '../numbered.ts';
import { eventually, gate, type Case } from '../rig.ts';

export const followCases: readonly Case[] = [
  {
    name: 'is ready when all that was there has been handed over, and goes on',
    run: async (rig) => {
      const bus = await rig.bus();
      const topics = [await rig.topic(bus, 3), await rig.topic(bus, 1, { 'cleanup.policy': 'compact' })];
      for (const topic of topics) await bus.send(numbered(topic, 500));
      const records: BusRecord[] = [];
      const follower = await bus.follow({ topics, onRecord: (record) => void records.push(record) });
      await follower.ready;
      expect(records).toHaveLength(1_000);
      for (const topic of topics) {
        const own = records.filter((record) => record.topic === topic);
        expectAll(own, 500);
        expectOrderPerKey(own);
      }
      await bus.send(topics.flatMap((topic) => numbered(topic, 3)));
      await eventually(() => expect(records).toHaveLength(1_006));
    },
  },
  {
    name: 'is ready at once when there is nothing',
    run: async (rig) => {
      const bus = await rig.bus();
      const topic = await rig.topic(bus, 2);
      const follower = await bus.follow({ topics: [topic], onRecord: () => undefined });
      await follower.ready;
    },
  },
  {
    name: 'hands everything to each follower',
    run: async (rig) => {
      const bus = await rig.bus();
      const topic = await rig.topic(bus, 2);
      await bus.send(numbered(topic, 40));
      const seen: BusRecord[][] = [[], []];
      const followers = await Promise.all(
        seen.map(async (records) =>
          bus.follow({ topics: [topic], onRecord: (each) => void records.push(each) }),
        ),
      );
      await Promise.all(followers.map(async ({ ready }) => ready));
      expect(seen.map(({ length }) => length)).toEqual([40, 40]);
    },
  },
  {
    name: 'hands a record over again when its handler throws, and is not ready before',
    run: async (rig) => {
      const bus = await rig.bus();
      const topic = await rig.topic(bus);
      await bus.send(numbered(topic, 5));
      const seen: BusRecord[] = [];
      let failures = 0;
      const follower = await bus.follow({
        topics: [topic],
        onRecord: async (record) => {
          failures += 1;
          if (failures < 4) throw new UpshotError('store_unavailable', 'down');
          return Promise.resolve(void seen.push(record));
        },
      });
      await follower.ready;
      expectAll(seen, 5);
    },
  },
  {
    name: 'waits for a slow handler, record by record',
    run: async (rig) => {
      const bus = await rig.bus();
      const topic = await rig.topic(bus);
      await bus.send(numbered(topic, 3));
      const [slow, begun] = [gate(), gate()];
      let [working, most, isReady] = [0, 0, false];
      const follower = await bus.follow({
        topics: [topic],
        onRecord: async () => {
          working += 1;
          most = Math.max(most, working);
          begun.open();
          await slow.opened;
          working -= 1;
        },
      });
      void follower.ready.then(() => (isReady = true));
      await begun.opened;
      expect(isReady).toBe(false);
      slow.open();
      await follower.ready;
      expect(most).toBe(1);
    },
  },
  {
    name: 'leaves no lag behind under any group and stops for good',
    run: async (rig) => {
      const bus = await rig.bus();
      const topic = await rig.topic(bus);
      const seen: BusRecord[] = [];
      const follower = await bus.follow({ topics: [topic], onRecord: (record) => void seen.push(record) });
      await follower.stop();
      await bus.send(numbered(topic, 3));
      const second = await bus.follow({ topics: [topic], onRecord: () => undefined });
      await second.ready;
      expect(seen).toEqual([]);
    },
  },
];
