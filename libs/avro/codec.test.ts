/** Our own schemas: there and back, over versions, and whatever does not fit. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codec, writeFrame } from './index.ts';
import { memoryRegistry } from './testing/memory-registry.ts';
import type { AvroSchemaJson } from './types.ts';

interface Run {
  readonly runId: string;
  readonly revision: number;
  readonly note: string | null;
  readonly labels: Readonly<Record<string, string>>;
  readonly steps: readonly { readonly node: string }[];
}

const STEP = { type: 'record', name: 'Step', fields: [{ name: 'node', type: 'string' }] };
const RUN: AvroSchemaJson = {
  type: 'record',
  name: 'upshot.Run',
  fields: [
    { name: 'runId', type: 'string' },
    { name: 'revision', type: 'long' },
    { name: 'note', type: ['null', 'string'], default: null },
    { name: 'labels', type: { type: 'map', values: 'string' }, default: {} },
    { name: 'steps', type: { type: 'array', items: STEP }, default: [] },
  ],
};
const OLD_RUN: AvroSchemaJson = {
  type: 'record',
  name: 'upshot.Run',
  fields: [
    { name: 'gone', type: { type: 'array', items: 'string' } },
    { name: 'runId', type: 'string' },
    { name: 'revision', type: 'int' },
  ],
};
const run: Run = {
  runId: 'run-1',
  revision: Number.MAX_SAFE_INTEGER - 1,
  note: 'é',
  labels: { a: '1' },
  steps: [{ node: 'n1' }, { node: 'n2' }],
};
const subject = 'upshot.runs-value';

async function twoVersions() {
  const registry = memoryRegistry();
  await registry.register({ subject, schema: OLD_RUN });
  await registry.register({ subject, schema: RUN });
  const old = await codec<{ gone: string[]; runId: string; revision: number }>(registry, {
    subject,
    schema: OLD_RUN,
  });
  return { registry, old, current: await codec<Run>(registry, { subject, schema: RUN }) };
}

describe('a codec', () => {
  it('reads at once what it wrote', async () => {
    const { current, registry } = await twoVersions();
    const framed = current.encode(run);
    expect(framed.readUInt32BE(1)).toBe(current.schemaId);
    expect(current.decode(framed)).toEqual(run);
    expect(registry.asked).toEqual([]);
  });
  it('reads what an older version wrote, resolving it once', async () => {
    const { current, old, registry } = await twoVersions();
    const framed = old.encode({ gone: ['x', 'y'], runId: 'run-2', revision: 3 });
    const expected = { runId: 'run-2', revision: 3, note: null, labels: {}, steps: [] };
    expect(await current.decode(framed)).toEqual(expected);
    expect(current.decode(framed)).toEqual(expected);
    expect(registry.asked).toEqual([1]);
  });
  it('skips what it has no use for within its bytes, never backwards', async () => {
    const { current } = await twoVersions();
    const backwards = writeFrame(1, Buffer.from('0103', 'hex'));
    await expect(current.decode(backwards)).rejects.toMatchObject({ code: 'avro_invalid' });
    expect(() => current.decode(backwards)).toThrow(expect.objectContaining({ code: 'avro_invalid' }));
    const bomb = writeFrame(1, Buffer.from('80c48c2600', 'hex'));
    expect(() => current.decode(bomb)).toThrow(expect.objectContaining({ code: 'avro_invalid' }));
  });
  it('asks nothing of a schema that is not registered', async () => {
    await expect(codec(memoryRegistry(), { subject, schema: RUN })).rejects.toMatchObject({
      code: 'schema_unknown',
    });
  });
  it('refuses a value by the place that does not fit, and never shows the value', async () => {
    const { current } = await twoVersions();
    const wrong: Run = { ...run, steps: [{ node: 'n1' }, JSON.parse('{"node":7041}')] };
    const encode = (): unknown => current.encode(wrong);
    expect(encode).toThrow(expect.objectContaining({ code: 'avro_invalid', place: '/steps/1/node' }));
    expect(encode).not.toThrow('7041');
  });
  it('keeps every safe long, the far negative ones too', async () => {
    const { current } = await twoVersions();
    const edges = [2 ** 51, 2 ** 52, 2 ** 53 - 4].flatMap((edge) => [edge - 1, edge, edge + 1, edge + 3]);
    for (const revision of [0, -1, ...edges, ...edges.map((edge) => -edge)]) {
      expect(current.decode(current.encode({ ...run, revision }))).toMatchObject({ revision });
    }
    fc.assert(
      fc.property(fc.maxSafeInteger(), (revision) => {
        expect(current.decode(current.encode({ ...run, revision }))).toMatchObject({ revision });
      }),
    );
  });
  it.each([2 ** 53, -(2 ** 53), 1.5, Number.NaN])('refuses the unsafe long %d', async (revision) => {
    const { current } = await twoVersions();
    expect(() => current.encode({ ...run, revision })).toThrow(
      expect.objectContaining({ place: '/revision' }),
    );
  });
  it('refuses bytes that are no value, and a writer of another record', async () => {
    const { current, registry } = await twoVersions();
    const framed = current.encode(run);
    for (const cut of [5, 7, framed.length - 1]) {
      expect(() => current.decode(framed.subarray(0, cut))).toThrow(
        expect.objectContaining({ code: 'avro_invalid' }),
      );
    }
    expect(() => current.decode(Buffer.concat([framed, Buffer.alloc(1)]))).toThrow(
      expect.objectContaining({ code: 'avro_invalid' }),
    );
    const other = await registry.register({ subject, schema: { ...STEP, name: 'Other' } });
    await expect(current.decode(writeFrame(other, Buffer.from([0])))).rejects.toMatchObject({
      code: 'avro_invalid',
    });
    await expect(current.decode(writeFrame(2 ** 31 - 1, Buffer.alloc(0)))).rejects.toMatchObject({
      code: 'schema_unknown',
      retry: 'never',
    });
  });
});
