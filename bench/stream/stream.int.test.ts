/** Shows a whole run in short, on real engines: records as the workload made them, read in every way, and every figure by name. */
import { connectRegistry } from '@upshot/avro';
import { connectBus, type BusRecord } from '@upshot/bus';
import { createDecoder, type ChangeEvent } from '@upshot/cdc';
import { deploySchemas } from '@upshot/schemas/deploy';
import { parseDecimal, type FieldValue, type Image, type RecordChange } from '@upshot/values';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import type { Figure } from '../report.ts';
import { inChild } from './child.ts';
import { measureStream } from './index.ts';
import { streamOptions } from './options.ts';
import { chooseEvents } from './topic/events.ts';
import { TOPIC } from './topic/mapping.ts';

const engines = inject('engines');
const RECORDS = 800;
const options = streamOptions({ sizes: '50,200', records: String(RECORDS), rounds: '1', burst: '500' });

async function everyRecord(): Promise<readonly BusRecord[]> {
  const bus = await connectBus({ brokers: [engines.kafka], clientId: 'bench-test' });
  const found: BusRecord[] = [];
  const follower = await bus.follow({ topics: [TOPIC], onRecord: (record) => void found.push(record) });
  await follower.ready;
  await bus.close();
  return found;
}

async function everyChange(): Promise<readonly ChangeEvent[]> {
  const registry = connectRegistry({ url: engines.registry });
  const decoder = createDecoder({ schemaById: (id) => registry.schemaById(id) });
  const decoded = await Promise.all((await everyRecord()).map((record) => decoder.decode(record)));
  return decoded.flatMap((each) => (each.kind === 'change' ? [each.change] : []));
}

/** The workload's own columns, decimals as numbers: the source writes every digit of their scale. */
const columnsOf = (image: Image | null) =>
  image === null
    ? null
    : Object.fromEntries(
        Object.entries(image.values)
          .filter(([name]) => !['id', 'tenant_id', 'upshot_cause'].includes(name))
          .map(([name, value]) => [name, plain(value)]),
      );

const plain = (value: FieldValue): unknown =>
  typeof value === 'string' && parseDecimal(value) !== undefined ? Number(value) : value;

const textOf = ({ operation, before, after }: RecordChange): string =>
  JSON.stringify([operation, columnsOf(before), columnsOf(after)]);

let figures: readonly Figure[] = [];
const said: string[] = [];

beforeAll(async () => {
  await deploySchemas({ brokers: [engines.kafka], registryUrl: engines.registry });
  figures = await measureStream(engines, options, (line) => void said.push(line));
}, 240_000);

describe('measureStream', () => {
  it('names every figure', () => {
    const ways = ['kafkajs', 'platformatic'].flatMap((client) => [`${client}-raw`, `${client}-decoded`]);
    const matchers = ['stream.50', 'stream.200'].flatMap((name) => [name, `${name}.platformatic`]);
    const names = [...ways, ...matchers].flatMap((name) => [name, `${name}.cpu`]);
    expect([...new Set(figures.map(({ name }) => name))].sort()).toEqual(
      [...names, 'stream.memory', 'stream.burst.lag', 'stream.burst.lag.seconds'].sort(),
    );
    for (const { ratio } of figures) expect(Number.isFinite(ratio)).toBe(true);
  });
  it('says how each way went, and the burst', () => {
    expect(said.filter((line) => /round 1: \d+ records\/s, \d+ per CPU second/u.test(line))).toHaveLength(8);
    expect(said.at(-1)).toMatch(/^burst of 500 /u);
  });
  it('ends a process that cannot do its work, and says what was wrong', async () => {
    const spec = { kafka: engines.kafka, consumerClient: 'kafkajs', mode: 'decoded' } as const;
    await expect(inChild({ ...spec, registry: 'http://127.0.0.1:1' })).rejects.toThrow(
      /registry_unavailable/u,
    );
  });
});

describe('the topic', () => {
  let changes: readonly ChangeEvent[] = [];
  beforeAll(async () => {
    changes = await everyChange();
  });

  it('holds what the workload made, as the decoder reads it', () => {
    const { events } = chooseEvents(options.seed, options.sizes, RECORDS);
    const made = events.slice(0, RECORDS).map(({ change }) => textOf(change));
    expect(changes.map(textOf).sort()).toEqual(made.sort());
  });
  it('has a position in the source of its own for each change', () => {
    expect(new Set(changes.map(({ position }) => position.id)).size).toBe(RECORDS);
  });
});
