/** Shows that a scanner reads what avsc reads, field by field, and takes no bytes that avsc would refuse. */
import avsc from 'avsc';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileWriter, scannerFactory, type AvroSchemaJson, type Selection } from '../index.ts';

const POINT = {
  type: 'record',
  name: 'Point',
  fields: [
    { name: 'x', type: 'double' },
    { name: 'tag', type: ['null', 'string'] },
  ],
};
/** As far as avsc's own longs are written. */
const anyLong = fc.integer({ min: -(2 ** 51), max: 2 ** 51 });
/** Each kind of field that a scanner tells apart, and those that it leaves to avsc. */
const TYPES: readonly (readonly [string, unknown, fc.Arbitrary<unknown>])[] = [
  ['nothing', 'null', fc.constant(null)],
  ['flag', 'boolean', fc.boolean()],
  ['int', 'int', fc.integer()],
  ['long', 'long', anyLong],
  ['single', 'float', fc.float({ noNaN: true }).map(Math.fround)],
  ['double', 'double', fc.double({ noNaN: true })],
  ['bytes', 'bytes', fc.uint8Array().map((bytes) => Buffer.from(bytes))],
  ['text', 'string', fc.string({ unit: 'binary' })],
  ['maybe_text', ['null', 'string'], fc.option(fc.string())],
  ['text_maybe', ['string', 'null'], fc.option(fc.string())],
  ['maybe_long', ['null', { type: 'long', 'connect.name': 'x' }], fc.option(anyLong)],
  ['fixed', { type: 'fixed', name: 'F', size: 3 }, fc.constant(Buffer.from('abc'))],
  ['mood', { type: 'enum', name: 'Mood', symbols: ['SAD', 'OK'] }, fc.constantFrom('SAD', 'OK')],
  ['list', { type: 'array', items: ['null', 'string'] }, fc.array(fc.option(fc.string()), { maxLength: 3 })],
  ['map', { type: 'map', values: 'int' }, fc.dictionary(fc.stringMatching(/^[a-z]{1,5}$/u), fc.integer())],
  ['three', ['null', 'string', 'int'], fc.oneof(fc.constant(null), fc.string(), fc.integer())],
  ['point', POINT, fc.record({ x: fc.double({ noNaN: true }), tag: fc.option(fc.string()) })],
  ['maybe_point', ['null', 'Point'], fc.option(fc.constant({ x: 1.5, tag: null }))],
];
const FIELDS = TYPES.map(([name, type]) => ({ name, type }));
const SCHEMA: AvroSchemaJson = { type: 'record', name: 'R', fields: FIELDS };
const NAMES = TYPES.map(([name]) => name);
const anyValue = fc.record(Object.fromEntries(TYPES.map(([name, , arbitrary]) => [name, arbitrary])));

const written = avsc.Type.forSchema(JSON.parse(JSON.stringify(SCHEMA)));
const writer = compileWriter(SCHEMA, { longs: 'bigint' });
const chosen = (names: readonly string[]): Selection =>
  new Map(names.map((name) => [name, 'value'] as const));

function scannerOf(selection: Selection, schema: AvroSchemaJson = SCHEMA) {
  const select = scannerFactory(schema);
  if (select === null) expect.fail('no record');
  return select(selection);
}

/** What avsc reads, as a scanner says it: longs as numbers where that is exact. */
function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  if (Array.isArray(value)) return value.map(plain);
  if (Buffer.isBuffer(value) || typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, plain(each)]));
}

function byAvsc(bytes: Buffer, names: readonly string[]): readonly unknown[] {
  const value = writer.decode(bytes);
  const entries = new Map(Object.entries(typeof value === 'object' && value !== null ? value : {}));
  return names.map((name) => plain(entries.get(name)));
}

function attempt<T>(work: () => T): T | 'thrown' {
  try {
    return work();
  } catch {
    return 'thrown';
  }
}

describe('a scanner', () => {
  it('reads the fields that it was asked for as avsc does, whichever they are', () => {
    fc.assert(
      fc.property(anyValue, fc.subarray(NAMES), (value, names) => {
        const bytes = written.toBuffer(value);
        const scanner = scannerOf(chosen(names));
        expect(scanner.names).toEqual(names);
        expect(scanner.read(bytes).map(plain)).toEqual(byAvsc(bytes, names));
      }),
    );
  });
  it('takes no bytes that avsc refuses, and reads no others from them', () => {
    const all = scannerOf(chosen(NAMES));
    const byte = fc.record({ at: fc.nat(), to: fc.nat(255) });
    fc.assert(
      fc.property(
        anyValue,
        fc.array(byte, { maxLength: 3 }),
        fc.integer({ min: -3, max: 3 }),
        (value, changes, more) => {
          const good = written.toBuffer(value);
          const bytes = Buffer.concat([good, Buffer.alloc(3, 2)]).subarray(0, good.length + more);
          for (const { at, to } of changes) if (bytes.length > 0) bytes[at % bytes.length] = to;
          const scanned = attempt(() => all.read(bytes).map(plain));
          if (scanned !== 'thrown') expect(scanned).toEqual(attempt(() => byAvsc(bytes, NAMES)));
        },
      ),
      { numRuns: 2_000 },
    );
  });
  it('refuses what is cut off, wherever', () => {
    const bytes = written.toBuffer(fc.sample(anyValue, { numRuns: 1, seed: 7 })[0]);
    for (const names of [NAMES, ['flag'], []])
      for (let length = 0; length < bytes.length; length++)
        expect(attempt(() => scannerOf(chosen(names)).read(bytes.subarray(0, length)))).toBe('thrown');
  });
  it('reads chosen fields of a record inside, and null for one that is not there', () => {
    const scanner = scannerOf(
      new Map([
        ['maybe_point', chosen(['tag'])],
        ['point', chosen(['x', 'gone'])],
      ]),
    );
    const value = { ...fc.sample(anyValue, { numRuns: 1, seed: 1 })[0], point: { x: 2.5, tag: 'a' } };
    expect(scanner.read(written.toBuffer({ ...value, maybe_point: { x: 1, tag: 'b' } }))).toEqual([
      [2.5],
      ['b'],
    ]);
    expect(scanner.read(written.toBuffer({ ...value, maybe_point: null }))).toEqual([[2.5], null]);
    expect([scanner.inner('point'), scanner.inner('maybe_point'), scanner.inner('text')]).toEqual([
      ['x'],
      ['tag'],
      [],
    ]);
  });
  it('leaves a field out that the schema lacks', () => {
    expect(scannerOf(chosen(['gone', 'int'])).names).toEqual(['int']);
  });
});

describe('longs', () => {
  const scanner = scannerOf(chosen(['n']), {
    type: 'record',
    name: 'N',
    fields: [{ name: 'n', type: 'long' }],
  });
  const own = compileWriter('long', { longs: 'bigint' });
  const zigzag = (value: bigint): Buffer => {
    let rest = BigInt.asUintN(64, (value << 1n) ^ (value >> 63n));
    const bytes: number[] = [];
    for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
    return Buffer.from([...bytes, Number(rest)]);
  };
  it('are exact over their whole range', () => {
    const edges = [0, 1, 6, 7, 13, 14, 20, 21, 27, 28, 30, 31, 32, 48, 49, 51, 52, 53, 54, 55, 56, 62, 63];
    const around = edges.flatMap((bits) => [
      2n ** BigInt(bits) - 1n,
      2n ** BigInt(bits),
      2n ** BigInt(bits) + 1n,
    ]);
    for (const value of around
      .flatMap((each) => [each, -each])
      .filter((each) => BigInt.asIntN(64, each) === each))
      expect([value, scanner.read(zigzag(value)).map(plain)]).toEqual([
        value,
        [plain(own.decode(zigzag(value)))],
      ]);
  });
  it('are what avsc reads, anywhere', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (value) => {
        expect(scanner.read(zigzag(value)).map(plain)).toEqual([plain(value)]);
      }),
    );
  });
});

describe('a schema', () => {
  it.each<[string, AvroSchemaJson]>([
    ['a text', 'string'],
    ['a list', { type: 'array', items: 'int' }],
    ['a union', ['null', 'string']],
  ])('that is %s has no scanner', (_what, schema) => {
    expect(scannerFactory(schema)).toBeNull();
  });
  it('that lies within itself is read by avsc, and bytes that nest too deeply are refused', () => {
    const list = {
      type: 'record',
      name: 'L',
      fields: [
        { name: 'a', type: 'int' },
        { name: 'next', type: ['null', 'L'] },
      ],
    };
    const value = { a: 1, next: { a: 2, next: null } };
    const bytes = avsc.Type.forSchema(JSON.parse(JSON.stringify(list))).toBuffer(value);
    expect(scannerOf(chosen(['next']), list).read(bytes)).toEqual([{ a: 2, next: null }]);
    expect(scannerOf(chosen(['a']), list).read(bytes)).toEqual([1]);
    expect(attempt(() => scannerOf(chosen([]), list).read(Buffer.alloc(400_000, 0x02)))).toBe('thrown');
  });
});
