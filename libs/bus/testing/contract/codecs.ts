/** Codecs: what Java's producers write is read, whichever way they compressed it. */
import { readFile } from 'node:fs/promises';
import { expect } from 'vitest';
import { produceBytes } from '../produce-bytes.ts';
import { numbered } from '../numbered.ts';
import { eventually, type Case } from '../rig.ts';
import { contentOf } from './content.ts';

const CODECS = ['gzip', 'snappy', 'lz4', 'zstd'];
const FIXTURES = new URL('../fixtures/', import.meta.url);

export const codecCases: readonly Case[] = CODECS.map((codec): Case => ({
  name: `reads what a Java producer compressed with ${codec}, and goes on after it`,
  run: async (rig) => {
    const bus = await rig.bus();
    const topic = await rig.topic(bus, 1, { 'retention.ms': '-1' });
    await produceBytes(rig.broker, topic, await readFile(new URL(`${codec}.batch`, FIXTURES)));
    await bus.send(numbered(topic, 1));
    await eventually(async () => expect(await bus.lag('nobody', [topic])).toEqual({ records: 301n }));
    const records = (await contentOf(bus, topic)).slice(0, 300);
    expect(records.map(({ key }) => String(key))).toEqual(records.map((_, index) => `key-${index}`));
    expect(records.map(({ value }) => JSON.parse(String(value)).number)).toEqual(
      records.map((_, index) => index),
    );
    expect(records.map(({ timestampMs }) => timestampMs - 1_700_000_000_000)).toEqual(
      records.map((_, index) => index),
    );
    expect(records.every(({ headers }) => String(headers['codec']) === codec)).toBe(true);
  },
}));
