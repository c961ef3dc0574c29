/** Sending: everything acknowledged, in order, and an error that says whether trying again helps. */
import { expect } from 'vitest';
import { contentOf } from './content.ts';
import { expectAll, expectOrderPerKey, numbered, numberOf } from '../numbered.ts';
import { unused, type Case } from '../rig.ts';

export const sendCases: readonly Case[] = [
  {
    name: 'keeps the order of each key, within a call and between calls',
    run: async (rig) => {
      const bus = await rig.bus();
      const topic = await rig.topic(bus, 3);
      const records = numbered(topic, 3_000);
      await Promise.all([0, 1_000, 2_000].map(async (from) => bus.send(records.slice(from, from + 1_000))));
      const content = await contentOf(bus, topic);
      expect(content).toHaveLength(3_000);
      expectAll(content, 3_000);
      expectOrderPerKey(content);
    },
  },
  {
    name: 'writes keys, values, tombstones and headers as they are given',
    run: async (rig) => {
      const bus = await rig.bus();
      const topic = await rig.topic(bus);
      const bytes = Buffer.from([0, 255, 128]);
      await bus.send([
        { topic, key: null, value: null },
        { topic, key: bytes, value: Buffer.alloc(0), headers: { text: 'über', bytes } },
      ]);
      const [first, second] = await contentOf(bus, topic);
      expect([first?.key, first?.value]).toEqual([null, null]);
      expect([second?.key, second?.value]).toEqual([bytes, Buffer.alloc(0)]);
      expect({ ...second?.headers }).toEqual({ text: Buffer.from('über'), bytes });
    },
  },
  {
    name: 'takes a header of any name',
    run: async (rig) => {
      const bus = await rig.bus();
      const topic = await rig.topic(bus);
      const headers = JSON.parse('{"__proto__":"p","constructor":"c","":"empty"}');
      const many = Object.fromEntries(
        Array.from({ length: 1_000 }, (_, index) => [`h${index}`, String(index)]),
      );
      await bus.send([
        { topic, key: 'k', value: null, headers },
        { topic, key: 'k', value: null, headers: many },
      ]);
      const [odd, crowded] = await contentOf(bus, topic);
      expect(Object.keys(odd?.headers ?? {}).sort()).toEqual(['', '__proto__', 'constructor']);
      expect(Object.keys(crowded?.headers ?? {})).toHaveLength(1_000);
    },
  },
  {
    name: 'writes to the partition that is asked for, and one key always to the same',
    run: async (rig) => {
      const bus = await rig.bus();
      const topic = await rig.topic(bus, 6);
      await bus.send([{ topic, key: 'a', value: null, partition: 5 }]);
      await bus.send(numbered(topic, 60, 6));
      const content = await contentOf(bus, topic);
      expect(content.find(({ value }) => value === null)?.partition).toBe(5);
      const places = new Set(
        content.filter(({ value }) => value !== null).map((each) => `${String(each.key)}@${each.partition}`),
      );
      expect(places.size).toBe(6);
    },
  },
  {
    name: 'sends to several topics at once, and more than one request can hold',
    run: async (rig) => {
      const bus = await rig.bus();
      const topics = [await rig.topic(bus), await rig.topic(bus, 2)];
      const big = Buffer.alloc(60_000, 'x');
      await bus.send(
        topics.flatMap((topic) => Array.from({ length: 50 }, () => ({ topic, key: 'k', value: big }))),
      );
      expect(await contentOf(bus, ...topics)).toHaveLength(100);
    },
  },
  {
    name: 'does nothing for nothing',
    run: async (rig) => {
      const bus = await rig.bus();
      await expect(bus.send([])).resolves.toBeUndefined();
    },
  },
  {
    name: 'refuses a record that is too large for good, without failing the others',
    run: async (rig) => {
      const bus = await rig.bus();
      const topic = await rig.topic(bus);
      const tooLarge = bus.send([{ topic, key: 'k', value: Buffer.alloc(2_000_000) }]);
      const others = numbered(topic, 3).map(async (record) => bus.send([record]));
      await expect(tooLarge).rejects.toMatchObject({ code: 'record_invalid', retry: 'never' });
      await Promise.all(others);
      const values = (await contentOf(bus, topic)).map(numberOf);
      expect([...new Set(values)]).toEqual([0, 1, 2]);
    },
  },
  {
    name: 'says that trying later may help when a topic is not there',
    run: async (rig) => {
      const bus = await rig.bus({ timings: { sendTimeoutMs: 1_000 } });
      const missing = bus.send([{ topic: unused('missing'), key: 'k', value: null }]);
      await expect(missing).rejects.toMatchObject({ code: 'bus_unavailable', retry: 'later' });
      const topic = await rig.topic(bus);
      await bus.send(numbered(topic, 1));
      expect(await contentOf(bus, topic)).toHaveLength(1);
    },
  },
  {
    name: 'takes nothing more once it is closed',
    run: async (rig) => {
      const bus = await rig.bus();
      await bus.close();
      await expect(bus.send(numbered('any', 1))).rejects.toMatchObject({ code: 'bus_unavailable' });
    },
  },
];
