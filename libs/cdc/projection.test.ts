/** Shows that a projected decode is the whole decode restricted to its columns, and the quick way the ordinary one. */
import { UpshotError } from '@upshot/errors';
import type { Image } from '@upshot/values';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDecoder, type ChangeEvent, type ChangeRecord, type Decoded } from './index.ts';
import { fixture, FIXTURES } from './testing/fixtures.ts';
import { envelope, envelopeSchema, framed, json, record } from './testing/records.ts';

type Fixture = (typeof FIXTURES)[number];
const AVRO: readonly Fixture[] = FIXTURES.filter((name) => name.startsWith('avro'));

/** A decoder reads the first record of each schema the ordinary way: it does not know the schema yet. */
async function both(name: Fixture, wanted: string): Promise<readonly [Decoded, Decoded]> {
  const { decoder, record } = fixture(name);
  return [await decoder.decode(record(wanted)), await decoder.decode(record(wanted))];
}

function changeIn(decoded: Decoded): ChangeEvent {
  if (decoded.kind !== 'change') expect.fail('no change');
  return decoded.change;
}

/** A change as plain data. */
const facts = ({ position, whole: _whole, ...change }: ChangeEvent) => {
  const { committedAtMs, id, sequence, table } = position;
  return { ...change, position: { id, sequence, table, committedAtMs } };
};

function restricted(image: Image | null, columns: ReadonlySet<string>): Image | null {
  if (image === null) return null;
  const values = Object.entries(image.values).filter(([column]) => columns.has(column));
  const unknown = image.unknown === 'rest' ? 'rest' : image.unknown.filter((column) => columns.has(column));
  return { values: Object.fromEntries(values), unknown };
}

/** Reads with columns, when the schemas are known. */
async function project(
  decoder: ReturnType<typeof createDecoder>,
  given: ChangeRecord,
  columns: ReadonlySet<string>,
): Promise<ChangeEvent> {
  await decoder.decode(given);
  return changeIn(await decoder.read(given, columns));
}

function expectRestricted(projected: ChangeEvent, whole: ChangeEvent, columns: ReadonlySet<string>): void {
  const { before, after, ...rest } = facts(whole);
  expect(facts(projected)).toEqual({
    ...rest,
    before: restricted(before, columns),
    after: restricted(after, columns),
  });
  expect(facts(projected.whole?.() ?? projected)).toEqual(facts(whole));
}

describe.each(FIXTURES)('%s', (name) => {
  const { names } = fixture(name);
  it.each(names)('%s: the quick way is the ordinary one', async (wanted) => {
    const [slow, quick] = await both(name, wanted);
    if (slow.kind === 'nothing') expect(quick).toEqual(slow);
    else expect(facts(changeIn(quick))).toEqual(facts(slow.change));
  });
  it.each(names)('%s: a projection is the whole, restricted', async (wanted) => {
    const { decoder, record } = fixture(name);
    const decoded = await decoder.decode(record(wanted));
    if (decoded.kind === 'nothing') return;
    const { before, after } = decoded.change;
    const columns = [...new Set([before, after].flatMap((image) => Object.keys(image?.values ?? {})))];
    const unknown = [before, after].flatMap((image) => (Array.isArray(image?.unknown) ? image.unknown : []));
    const sets = [
      [],
      ...[...columns, ...unknown].map((column) => [column]),
      columns,
      ['no_such', ...unknown],
    ];
    for (const each of sets) {
      const set = new Set(each);
      const projected = changeIn(await decoder.read(record(wanted), set));
      const isWhole = projected.whole === undefined;
      expectRestricted(projected, decoded.change, isWhole ? new Set([...columns, ...unknown]) : set);
    }
  });
});

describe('what is projected', () => {
  it.each(AVRO)('%s: creates, updates and snapshot reads, not deletes', async (name) => {
    const { decoder, record, names } = fixture(name);
    for (const wanted of names) {
      await decoder.decode(record(wanted));
      const decoded = await decoder.read(record(wanted), new Set(['id']));
      if (decoded.kind === 'nothing') continue;
      const { operation, whole } = decoded.change;
      expect([wanted, whole !== undefined]).toEqual([wanted, operation !== 'delete']);
    }
  });
  it('nothing that comes as JSON', async () => {
    const decoder = createDecoder({
      schemaById: () => Promise.reject(new UpshotError('schema_unknown', 'none')),
    });
    const given = record(envelope('c', { after: { id: '7', stage: 'new' } }));
    const projected = changeIn(await decoder.read(given, new Set(['id'])));
    expect(projected).not.toHaveProperty('whole');
    expect(projected.after?.values).toEqual({ id: '7', stage: 'new' });
  });
});

const COLUMNS = ['id', 'text', 'amount', 'price', 'at', 'flag', 'point', 'tags'] as const;
const SCHEMA = envelopeSchema([
  { name: 'id', type: 'string' },
  { name: 'text', type: ['null', 'string'], default: null },
  { name: 'amount', type: ['null', 'long'], default: null },
  { name: 'price', type: ['null', { type: 'bytes', logicalType: 'decimal', scale: 2, precision: 20 }] },
  { name: 'at', type: { type: 'long', 'connect.name': 'io.debezium.time.MicroTimestamp' } },
  { name: 'flag', type: 'boolean', default: false },
  {
    name: 'point',
    type: ['null', { type: 'record', name: 'P', fields: [{ name: 'x', type: 'double' }] }],
    default: null,
  },
  { name: 'tags', type: { type: 'array', items: 'string' } },
]);
const KEY = { type: 'record', name: 'Key', fields: [{ name: 'id', type: 'string' }] } satisfies Parameters<
  typeof framed
>[1];
const UNAVAILABLE = '__debezium_unavailable_value';

/** As far as avsc's own longs are written. */
const anyLong = fc.integer({ min: -(2 ** 51), max: 2 ** 51 });
const anyRow = fc.record({
  id: fc.constantFrom('7', '8'),
  text: fc.option(fc.oneof(fc.string(), fc.constant(UNAVAILABLE))),
  amount: fc.option(anyLong),
  price: fc.option(
    fc.oneof(
      fc.uint8Array({ maxLength: 12 }).map((each) => Buffer.from(each)),
      fc.constant(Buffer.from(UNAVAILABLE)),
    ),
  ),
  at: anyLong,
  flag: fc.boolean(),
  point: fc.option(fc.record({ x: fc.double() })),
  tags: fc.oneof(fc.array(fc.string(), { maxLength: 3 }), fc.constant([UNAVAILABLE])),
});
const anyEnvelope = fc.oneof(
  fc.record({ before: fc.constant(null), after: anyRow, op: fc.constantFrom('c', 'r', 'u') }),
  fc.record({ before: anyRow, after: anyRow, op: fc.constant('u') }),
  fc.record({ before: anyRow, after: fc.constant(null), op: fc.constant('d') }),
);
const schemas: Readonly<Record<number, unknown>> = { 1: SCHEMA, 2: KEY };
const key = framed(2, KEY, { id: '7' });

describe('any change', () => {
  it('is the same the quick way and the ordinary way, projected and whole', async () => {
    const quick = createDecoder({ schemaById: async (id) => schemas[id] });
    await quick.decode(record(framed(1, SCHEMA, { before: null, after: sampleRow(), op: 'c' }), { key }));
    await fc.assert(
      fc.asyncProperty(anyEnvelope, fc.subarray([...COLUMNS, 'gone']), async (value, chosen) => {
        const given = record(framed(1, SCHEMA, value), { key });
        const slow = createDecoder({ schemaById: async (id) => schemas[id] });
        const ordinary = changeIn(await slow.decode(given));
        expect(facts(changeIn(await quick.decode(given)))).toEqual(facts(ordinary));
        const columns = new Set<string>(chosen);
        const projected = changeIn(await quick.read(given, columns));
        expectRestricted(projected, ordinary, projected.whole === undefined ? new Set(COLUMNS) : columns);
      }),
    );
  });
  it('fails with the same code the quick way and the ordinary way, whatever its bytes', async () => {
    const quick = createDecoder({ schemaById: async (id) => schemas[id] });
    await quick.decode(record(framed(1, SCHEMA, { before: null, after: sampleRow(), op: 'c' }), { key }));
    const outcome = async (decoder: ReturnType<typeof createDecoder>, given: ChangeRecord) => {
      try {
        const decoded = await decoder.decode(given);
        return decoded.kind === 'change' ? facts(decoded.change) : decoded;
      } catch (thrown) {
        return thrown instanceof UpshotError ? [thrown.code, thrown.message] : thrown;
      }
    };
    const byte = fc.record({ at: fc.nat(), to: fc.nat(255) });
    await fc.assert(
      fc.asyncProperty(
        anyEnvelope,
        fc.array(byte, { minLength: 1, maxLength: 2 }),
        async (value, changes) => {
          const bytes = framed(1, SCHEMA, value);
          for (const { at, to } of changes) bytes[5 + (at % (bytes.length - 5))] = to;
          const slow = createDecoder({ schemaById: async (id) => schemas[id] });
          expect(await outcome(quick, record(bytes, { key }))).toEqual(
            await outcome(slow, record(bytes, { key })),
          );
        },
      ),
      { numRuns: 500 },
    );
  });
});

function sampleRow() {
  const [row] = fc.sample(anyRow, { numRuns: 1, seed: 1 });
  return row;
}

describe('whole', () => {
  const given = record(framed(1, SCHEMA, { before: null, after: sampleRow(), op: 'u' }), { key });
  const newDecoder = () => createDecoder({ schemaById: async (id) => schemas[id] });
  it('is decoded once', async () => {
    const projected = await project(newDecoder(), given, new Set(['id']));
    expect(projected.whole?.()).toBe(projected.whole?.());
  });
  it('says what is wrong with a column that was not asked for', async () => {
    const row = { ...sampleRow(), price: Buffer.alloc(70_000, 1) };
    const broken = record(framed(1, SCHEMA, { before: null, after: row, op: 'c' }), { key });
    const decoder = newDecoder();
    await expect(decoder.decode(broken)).rejects.toMatchObject({ code: 'avro_invalid' });
    await decoder.decode(given);
    const projected = changeIn(await decoder.read(broken, new Set(['id'])));
    expect(() => projected.whole?.()).toThrow(
      expect.objectContaining({ code: 'avro_invalid', retry: 'never' }),
    );
  });
  it('survives being copied', async () => {
    const projected = await project(newDecoder(), given, new Set(['id']));
    const copy = { ...projected, before: null };
    expect(copy.position.id).toBe(projected.position.id);
    expect(copy.whole?.()).toBe(projected.whole?.());
  });
});

describe('a schema that changes', () => {
  const fields = (...names: string[]) => names.map((name) => ({ name, type: 'string', default: 'x' }));
  const [older, newer] = [envelopeSchema(fields('id', 'old')), envelopeSchema(fields('id', 'new'))];
  const decoder = createDecoder({ schemaById: async (id) => (id === 2 ? KEY : id === 3 ? older : newer) });
  const columns = new Set(['old', 'new']);
  it('reads of each record the columns that its writer knew, others are absent, defaults stay out', async () => {
    const first = record(framed(3, older, { before: null, after: { id: '7', old: 'a' }, op: 'c' }), { key });
    const second = record(framed(4, newer, { before: null, after: { id: '7', new: 'b' }, op: 'c' }), { key });
    expect((await project(decoder, first, columns)).after).toEqual({ values: { old: 'a' }, unknown: [] });
    expect((await project(decoder, second, columns)).after).toEqual({ values: { new: 'b' }, unknown: [] });
  });
});

describe('an odd schema goes the ordinary way', () => {
  const row = { type: 'record', name: 'Row', fields: [{ name: 'id', type: 'string' }] };
  const nested = (rowType: unknown, more: readonly object[] = []) => ({
    type: 'record',
    name: 'Envelope',
    fields: [
      { name: 'before', type: ['null', rowType] },
      { name: 'after', type: ['null', typeof rowType === 'object' ? 'Row' : rowType] },
      { name: 'op', type: 'string' },
      ...more,
    ],
  });
  const self = { ...row, fields: [...row.fields, { name: 'next', type: ['null', 'Row'] }] };
  const odd: readonly (readonly [string, object, object])[] = [
    ['a row within itself', nested(self), { id: '7', next: { id: '8', next: null } }],
    ['rows that are text', nested('string'), '{"_id":"7"}' as never],
    ['a source that is text', nested(row, [{ name: 'source', type: 'string', default: '' }]), { id: '7' }],
  ];
  it.each(odd)('%s', async (_what, schema, after) => {
    const typed = schema as Parameters<typeof framed>[1];
    const decoder = createDecoder({ schemaById: async (id) => (id === 2 ? KEY : schema) });
    const given = record(framed(1, typed, { before: null, after, op: 'u', source: 'x' }), { key });
    const first = changeIn(await decoder.decode(given));
    const again = await project(decoder, given, new Set(['id']));
    expect(facts(again.whole?.() ?? again)).toEqual(facts(first));
  });
  it('a key that is a text', async () => {
    const decoder = createDecoder({ schemaById: async (id) => (id === 2 ? 'string' : SCHEMA) });
    const given = record(framed(1, SCHEMA, { before: null, after: sampleRow(), op: 'c' }), {
      key: framed(2, 'string', 'k'),
    });
    expect((await project(decoder, given, new Set(['id']))).key).toEqual({ key: 'k' });
  });
  it('a key in JSON beside a value in Avro', async () => {
    const decoder = createDecoder({ schemaById: async () => SCHEMA });
    const given = record(framed(1, SCHEMA, { before: null, after: sampleRow(), op: 'c' }), {
      key: json({ id: 7 }),
    });
    expect((await project(decoder, given, new Set(['id']))).key).toEqual({ id: 7 });
  });
});

describe('read', () => {
  it('answers at once where the schemas are known', async () => {
    const decoder = createDecoder({ schemaById: async (id) => schemas[id] });
    const given = record(framed(1, SCHEMA, { before: null, after: sampleRow(), op: 'c' }), { key });
    expect(decoder.read(given)).toBeInstanceOf(Promise);
    await decoder.decode(given);
    expect(decoder.read(given)).toMatchObject({ kind: 'change' });
  });
});
