/** Outages: the broker goes away and comes back, a reply is lost, a fetch is never answered. */
import { expect } from 'vitest';
import type { Batch, BusRecord } from '../../bus.ts';
import { API, FaultyNetwork } from '../faulty-network.ts';
import { expectAll, numbered, numberOf } from '../numbered.ts';
import { eventually, gate, unused, type Case } from '../rig.ts';
import { contentOf } from './content.ts';

export const outageCases: readonly Case[] = [
  {
    name: 'says so when no broker answers',
    run: async (rig) => {
      const network = new FaultyNetwork();
      network.cut();
      const { openSocket } = network;
      await expect(rig.bus({ openSocket })).rejects.toMatchObject({
        code: 'bus_unavailable',
        retry: 'later',
      });
    },
  },
  {
    name: 'holds sends back while the broker is away, and gives up in the end',
    run: async (rig) => {
      const network = new FaultyNetwork();
      const bus = await rig.bus({ openSocket: network.openSocket, timings: { sendTimeoutMs: 8_000 } });
      const topic = await rig.topic(bus);
      const records = numbered(topic, 3);
      await bus.send(records.slice(0, 1));
      network.cut();
      const waiting = bus.send(records.slice(1, 2));
      setTimeout(() => network.mend(), 1_000);
      await waiting;
      network.cut();
      const hopeless = bus.send(records.slice(2));
      await expect(hopeless).rejects.toMatchObject({ code: 'bus_unavailable', retry: 'later' });
      network.mend();
      await bus.send(records.slice(2));
      expect((await contentOf(bus, topic)).map(numberOf)).toEqual([0, 1, 2]);
    },
  },
  {
    name: 'stores each record once when acknowledgements are lost',
    run: async (rig) => {
      const network = new FaultyNetwork();
      const bus = await rig.bus({ openSocket: network.openSocket });
      const topic = await rig.topic(bus, 3);
      for (const [index, record] of numbered(topic, 20).entries()) {
        if (index % 4 === 1) network.loseReply(API.produce);
        await bus.send([index % 2 === 0 ? record : { ...record, key: null }]);
      }
      expect(network.lostReplies).toBe(5);
      const content = await contentOf(bus, topic);
      expect(content).toHaveLength(20);
      expectAll(content, 20);
    },
  },
  {
    name: 'consumes on by itself when the broker comes back',
    run: async (rig) => {
      const network = new FaultyNetwork();
      const [bus, faulty] = [await rig.bus(), await rig.bus({ openSocket: network.openSocket })];
      const topic = await rig.topic(bus, 2);
      const seen: BusRecord[] = [];
      const onBatch = async ({ records }: Batch): Promise<void> =>
        Promise.resolve(void seen.push(...records));
      await faulty.consumeBatches({ group: unused('group'), topics: [topic], onBatch });
      const follower = await faulty.follow({
        topics: [topic],
        onRecord: (record) => void followed.push(record),
      });
      const followed: BusRecord[] = [];
      await follower.ready;
      const records = numbered(topic, 60);
      await bus.send(records.slice(0, 20));
      await eventually(() => expect(seen).toHaveLength(20));
      network.cut();
      await bus.send(records.slice(20, 40));
      await new Promise((resolve) => setTimeout(resolve, 5_000));
      network.mend();
      await bus.send(records.slice(40));
      await eventually(() => expectAll(seen, 60));
      await eventually(() => expectAll(followed, 60));
      expect(followed).toHaveLength(60);
    },
  },
  {
    name: 'commits again when the reply to a commit is lost',
    run: async (rig) => {
      const network = new FaultyNetwork();
      const bus = await rig.bus({ openSocket: network.openSocket });
      const topic = await rig.topic(bus);
      const group = unused('group');
      await bus.send(numbered(topic, 10));
      network.loseReply(API.offsetCommit);
      let seen = 0;
      const onBatch = async ({ records }: Batch): Promise<void> =>
        Promise.resolve(void (seen += records.length));
      const consumer = await bus.consumeBatches({ group, topics: [topic], onBatch });
      await eventually(() => expect(seen).toBeGreaterThanOrEqual(10));
      await eventually(() => expect(network.lostReplies).toBe(1));
      await bus.send(numbered(topic, 5));
      await eventually(async () => expect(await bus.lag(group, [topic])).toEqual({ records: 0n }));
      await consumer.stop();
    },
  },
  {
    name: 'reports a silent stall once, and recovers when the network does',
    run: async (rig) => {
      const network = new FaultyNetwork();
      const stalls: string[] = [];
      const bus = await rig.bus({
        openSocket: network.openSocket,
        onStall: ({ group }) => void stalls.push(group),
        timings: { stallAfterMs: 1_000 },
      });
      const topic = await rig.topic(bus);
      const group = unused('group');
      const seen: BusRecord[] = [];
      const onBatch = async ({ records }: Batch): Promise<void> =>
        Promise.resolve(void seen.push(...records));
      const consumer = await bus.consumeBatches({ group, topics: [topic], onBatch });
      await eventually(() => expect(consumer.health().assigned).toBe(true));
      network.silence(API.fetch);
      await bus.send(numbered(topic, 5));
      await eventually(() => expect(stalls).toEqual([group]));
      expect(consumer.health().lastPollAgeMs).toBeGreaterThan(1_000);
      network.mend();
      await eventually(() => expectAll(seen, 5));
      expect(stalls).toEqual([group]);
    },
  },
  {
    name: 'reports no stall while there is nothing to read, nor while a handler is slow',
    run: async (rig) => {
      const stalls: string[] = [];
      const bus = await rig.bus({
        onStall: ({ group }) => void stalls.push(group),
        timings: { stallAfterMs: 300 },
      });
      const topic = await rig.topic(bus);
      const [begun, slow] = [gate(), gate()];
      const onBatch = async (): Promise<void> => {
        begun.open();
        await slow.opened;
      };
      await bus.consumeBatches({ group: unused('group'), topics: [topic], onBatch });
      await bus.send(numbered(topic, 5));
      await begun.opened;
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      slow.open();
      expect(stalls).toEqual([]);
    },
  },
];
