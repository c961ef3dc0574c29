/** Shows what the decoder makes of broken, hostile and unusual records. */
import { UpshotError, type Code } from '@upshot/errors';
import { describe, expect, it } from 'vitest';
import { createDecoder, type ChangeRecord, type Decoded } from './index.ts';
import { envelope, envelopeSchema, framed, json, record } from './testing/records.ts';

const ROW_FIELDS = [
  { name: 'id', type: 'string' },
  { name: 'amount', type: ['null', 'long'], default: null },
];
const ENVELOPE = envelopeSchema(ROW_FIELDS);
const SCHEMAS: Readonly<Record<number, unknown>> = {
  1: ENVELOPE,
  2: { type: 'record', name: 'Key', fields: [{ name: 'id', type: 'string' }] },
  3: 'no schema at all',
  4: { type: 'record', name: 'R;process.exit()//', fields: [] },
  5: { type: 'array', items: 'null' },
  6: { type: 'record', name: 'Row', fields: [{ name: '__proto__', type: 'string' }] },
  7: {
    type: 'record',
    name: 'L',
    fields: [
      { name: 'op', type: 'string' },
      { name: 'next', type: ['null', 'L'] },
    ],
  },
  8: {
    type: 'record',
    name: 'Flat',
    fields: [
      { name: 'id', type: 'string' },
      { name: 'stage', type: 'string' },
    ],
  },
  9: 42,
};

const decoder = createDecoder({
  schemaById: async (id) => {
    if (id === 500) throw new UpshotError('registry_unavailable', 'down');
    if (id === 501) throw new TypeError('fetch failed');
    if (SCHEMAS[id] === undefined) throw new UpshotError('schema_unknown', `no schema ${id}`);
    return SCHEMAS[id];
  },
});

async function codeOf(given: ChangeRecord): Promise<Code | Decoded['kind']> {
  try {
    return (await decoder.decode(given)).kind;
  } catch (thrown) {
    if (!(thrown instanceof UpshotError)) throw thrown;
    return thrown.code;
  }
}

async function change(given: ChangeRecord): Promise<(Decoded & { kind: 'change' })['change']> {
  const decoded = await decoder.decode(given);
  if (decoded.kind !== 'change') expect.fail('no change');
  return decoded.change;
}

const bytes = (...values: number[]): Buffer => Buffer.from(values);
const good = framed(1, ENVELOPE, { before: null, after: { id: '7', amount: 5 }, op: 'c' });
const row = { id: '7', stage: 'new' };
const deep = (levels: number): string => `${'['.repeat(levels)}1${']'.repeat(levels)}`;

/** Each becomes a dead letter with its code; none may crash or be taken for a change. */
describe('a record that no retry helps', () => {
  it.each<[string, unknown, Code]>([
    ['a magic byte of 1', bytes(1, 0, 0, 0, 1, 9), 'bad_magic_byte'],
    ['bytes of an image', bytes(0x89, 0x50, 0x4e, 0x47), 'bad_magic_byte'],
    ['one byte', bytes(0), 'bad_magic_byte'],
    ['four bytes of a frame', bytes(0, 0, 0, 0), 'bad_magic_byte'],
    ['a word that is no JSON', Buffer.from('truncated'), 'bad_magic_byte'],
    ['an unknown schema', bytes(0, 0x7f, 0xff, 0xff, 0xff, 1), 'schema_unknown'],
    ['a schema that is a word', bytes(0, 0, 0, 0, 3, 1), 'avro_invalid'],
    ['a schema that is a number', bytes(0, 0, 0, 0, 9, 1), 'avro_invalid'],
    ['a schema whose name is code', bytes(0, 0, 0, 0, 4, 1), 'avro_invalid'],
    ['a schema with a field __proto__', bytes(0, 0, 0, 0, 6, 1), 'avro_invalid'],
    ['forty million nulls in five bytes', bytes(0, 0, 0, 0, 5, 0x80, 0xe8, 0x92, 0x26, 0), 'avro_invalid'],
    ['truncated Avro', good.subarray(0, good.length - 3), 'avro_invalid'],
    ['bytes after the value', Buffer.concat([good, bytes(1, 2)]), 'avro_invalid'],
    ['a bad union index', bytes(0, 0, 0, 0, 1, 0x0a), 'avro_invalid'],
    ['a string of negative length', bytes(0, 0, 0, 0, 1, 0, 2, 1), 'avro_invalid'],
    ['a string of 2 GB', bytes(0, 0, 0, 0, 1, 0, 2, 0xfe, 0xff, 0xff, 0xff, 0x0f), 'avro_invalid'],
    [
      'twenty bytes of varint',
      Buffer.concat([bytes(0, 0, 0, 0, 1, 0, 2), Buffer.alloc(20, 0xff)]),
      'avro_invalid',
    ],
    [
      'a list 200,000 deep',
      Buffer.concat([bytes(0, 0, 0, 0, 7), Buffer.alloc(400_000, 0x02)]),
      'avro_invalid',
    ],
    ['a flattened row in Avro', framed(8, SCHEMAS[8] as never, { id: '7', stage: 'new' }), 'bad_envelope'],
    ['a key as value, in Avro', framed(2, SCHEMAS[2] as never, { id: '7' }), 'key_without_row'],
    ['JSON garbage', Buffer.from('{"op":'), 'bad_envelope'],
    ['half a JSON list', Buffer.from('[1,'), 'bad_envelope'],
    ['a JSON scalar', Buffer.from('42'), 'bad_envelope'],
    ['a JSON list', Buffer.from('[]'), 'bad_envelope'],
    ['a JSON text', Buffer.from('"op"'), 'bad_envelope'],
    ['JSON 65 deep', Buffer.from(`{"op":"c","after":${deep(64)}}`), 'bad_envelope'],
    ['JSON 500,000 deep', Buffer.from(deep(500_000)), 'bad_envelope'],
    ['an empty object', {}, 'key_without_row'],
    ['the key alone', { id: '7' }, 'key_without_row'],
    ['a flattened row', row, 'bad_envelope'],
    [
      'an envelope inside an envelope',
      { schema: {}, payload: { schema: {}, payload: envelope('c', { after: row }) } },
      'bad_envelope',
    ],
    ['an unknown operation', envelope('z', { after: row }), 'bad_envelope'],
    ['an operation named like a trap', envelope('constructor', { after: row }), 'bad_envelope'],
    ['an operation that is a number', { ...envelope('c', { after: row }), op: 5 }, 'bad_envelope'],
    ['an update without after', envelope('u', { before: row }), 'bad_envelope'],
    ['a create without after', envelope('c', { before: row }), 'bad_envelope'],
    ['a snapshot read without after', envelope('r', { before: row }), 'bad_envelope'],
    ['a delete with a row after it', envelope('d', { before: row, after: row }), 'bad_envelope'],
    ['a create of nothing', envelope('c', {}), 'key_without_row'],
    ['an update of nothing', envelope('u', {}), 'key_without_row'],
    ['a delete of nothing', envelope('d', {}), 'key_without_row'],
    ['a row that is a number', envelope('c', { after: 5 }), 'bad_envelope'],
    ['a row that is a list', envelope('c', { after: [] }), 'bad_envelope'],
    ['a row that is text', envelope('c', { after: 'row' }), 'bad_envelope'],
  ])('%s', async (_what, value, code) => {
    expect(await codeOf(record(value))).toBe(code);
  });

  it.each<[string, Buffer, Code]>([
    ['no JSON', Buffer.from('abc'), 'bad_magic_byte'],
    ['of an unknown schema', bytes(0, 0, 0, 1, 0, 2), 'schema_unknown'],
    ['truncated', bytes(0, 0, 0, 0, 2, 8, 65), 'avro_invalid'],
  ])('a key that is %s', async (_what, key, code) => {
    expect(await codeOf(record(envelope('c', { after: row }), { key }))).toBe(code);
    await expect(decoder.decode(record(envelope('c', { after: row }), { key }))).rejects.toMatchObject({
      place: 'key',
    });
  });

  it('a value whose schema does not allow it names its column and not its value', async () => {
    const schema = {
      type: 'struct',
      fields: [
        {
          field: 'after',
          type: 'struct',
          fields: [{ field: 'day', type: 'int32', name: 'io.debezium.time.Date' }],
        },
      ],
    };
    const payload = envelope('c', { after: { day: 'ann@example.com' } });
    await expect(decoder.decode(record({ schema, payload }))).rejects.toMatchObject({
      code: 'bad_envelope',
      message: 'column day is not an integer',
    });
  });
});

describe('a record to try again', () => {
  it.each([500, 501])('when the registry is away (%i), it is never a dead letter', async (id) => {
    const header = Buffer.alloc(6);
    header.writeUInt32BE(id, 1);
    await expect(decoder.decode(record(header))).rejects.toMatchObject({
      code: 'registry_unavailable',
      retry: 'later',
    });
  });

  it('and once the registry is back, the same record is read', async () => {
    let up = false;
    const flaky = createDecoder({
      schemaById: async () => {
        if (!up) throw new UpshotError('registry_unavailable', 'down');
        return ENVELOPE;
      },
    });
    await expect(flaky.decode(record(good))).rejects.toMatchObject({ code: 'registry_unavailable' });
    up = true;
    expect(await flaky.decode(record(good))).toMatchObject({ kind: 'change' });
  });

  it('asks for a schema once', async () => {
    const asked: number[] = [];
    const counting = createDecoder({ schemaById: async (id) => (asked.push(id), ENVELOPE) });
    for (let round = 0; round < 5; round++) await counting.decode(record(good));
    expect(asked).toEqual([1]);
  });
});

describe('a record that changes nothing', () => {
  it.each<[string, unknown, string]>([
    ['a null value', null, 'tombstone'],
    ['an empty value', Buffer.alloc(0), 'tombstone'],
    ['a JSON null', Buffer.from('null'), 'tombstone'],
    ['a null payload', { schema: null, payload: null }, 'tombstone'],
    ['a truncate', { ...envelope('t', {}) }, 'truncate'],
    ['a message', { op: 'm', message: { prefix: 'x', content: 'eA==' } }, 'message'],
  ])('%s', async (_what, value, why) => {
    expect(await decoder.decode(record(value))).toEqual({ kind: 'nothing', why });
  });

  it('a truncate has no key', async () => {
    expect(await decoder.decode(record(envelope('t', {}), { key: null }))).toMatchObject({ why: 'truncate' });
  });
});

describe('images', () => {
  const unavailable = '__debezium_unavailable_value';

  it('an unavailable value after is the one before, where that is known', async () => {
    const { after } = await change(
      record(envelope('u', { before: { id: '7', text: 'long' }, after: { id: '7', text: unavailable } })),
    );
    expect(after).toEqual({ values: { id: '7', text: 'long' }, unknown: [] });
  });

  it('a null before is known: it fills too', async () => {
    const { after } = await change(
      record(envelope('u', { before: { text: null }, after: { text: unavailable } })),
    );
    expect(after).toEqual({ values: { text: null }, unknown: [] });
  });

  it('unavailable on both sides is unknown on both sides', async () => {
    const { before, after } = await change(
      record(envelope('u', { before: { id: 1, text: unavailable }, after: { id: 1, text: unavailable } })),
    );
    expect([before, after]).toEqual([
      { values: { id: 1 }, unknown: ['text'] },
      { values: { id: 1 }, unknown: ['text'] },
    ]);
  });

  it('a placeholder of the connector’s own is known by its setting', async () => {
    const own = createDecoder({ schemaById: async () => ENVELOPE, unavailableValue: 'hex:6e6f7065' });
    const decoded = await own.decode(
      record(envelope('u', { before: null, after: { id: '7', text: 'nope', list: ['nope'] } })),
    );
    expect(decoded.kind === 'change' && decoded.change.after).toEqual({
      values: { id: '7' },
      unknown: ['text', 'list'],
    });
  });

  it('an update keeps a before image whose values are all defaults: only deletes are filled', async () => {
    const { before } = await change(
      record(envelope('u', { before: { id: '7', n: 0, text: '' }, after: { id: '7', n: 1, text: '' } })),
    );
    expect(before).toEqual({ values: { id: '7', n: 0, text: '' }, unknown: [] });
  });

  it.each([
    [
      'zeros of every type',
      {
        n: 0,
        amount: '0.00',
        flag: false,
        day: '1970-01-01',
        at: '1970-01-01T00:00:00Z',
        text: '',
        list: [],
        object: {},
        none: null,
      },
    ],
    ['nulls', { stage: null, owner: null }],
  ])('a delete with nothing but its key and %s knows nothing else', async (_what, rest) => {
    const { before } = await change(record(envelope('d', { before: { id: '7', ...rest } })));
    expect(before).toEqual({ values: { id: '7' }, unknown: 'rest' });
  });

  it('a delete with one value is a whole row', async () => {
    const { before } = await change(record(envelope('d', { before: { id: '7', n: 0, text: 'x' } })));
    expect(before).toEqual({ values: { id: '7', n: 0, text: 'x' }, unknown: [] });
  });

  it('keeps absent, null and empty apart', async () => {
    const { after } = await change(record(envelope('c', { after: { id: '7', none: null, empty: '' } })));
    expect(after?.values).toEqual({ id: '7', none: null, empty: '' });
    expect(Object.hasOwn(after?.values ?? {}, 'absent')).toBe(false);
  });

  it('does not let a column change what objects are', async () => {
    const text = `{"op":"c","after":{"id":"7","__proto__":{"admin":true},"constructor":"x","\\u005f_proto__":{"admin":1}}}`;
    const { after } = await change(record(Buffer.from(text)));
    expect(after?.values).toEqual({ id: '7', constructor: 'x' });
    expect(Object.getPrototypeOf(after?.values)).toBe(Object.prototype);
    expect({}).not.toHaveProperty('admin');
  });
});

describe('a changed primary key', () => {
  const headers = { '__debezium.oldkey': Buffer.from('{"id":"6"}') };
  it('marks the create that follows the delete', async () => {
    expect(await change(record(envelope('c', { after: row }), { headers }))).toMatchObject({ rekeyed: true });
  });
  it('marks the delete before it', async () => {
    const given = { '__debezium.newkey': Buffer.from('{"id":"7"}') };
    expect(await change(record(envelope('d', { before: row }), { headers: given }))).toMatchObject({
      rekeyed: true,
    });
  });
  it.each([
    ['a create without the header', envelope('c', { after: row }), {}],
    ['an update with it', envelope('u', { before: row, after: row }), headers],
    ['a delete without its own', envelope('d', { before: row }), headers],
  ])('marks nothing of %s', async (_what, value, given) => {
    expect(await change(record(value, { headers: given }))).not.toHaveProperty('rekeyed');
  });
});

describe('keys', () => {
  it.each<[string, Buffer | null, object]>([
    ['none', null, {}],
    ['empty', Buffer.alloc(0), {}],
    [
      'JSON with schema',
      json({ schema: { type: 'struct', fields: [{ field: 'id', type: 'int64' }] }, payload: { id: 7 } }),
      { id: 7 },
    ],
    ['beyond 2^53', json('{"id":9007199254740993}'), { id: '9007199254740993' }],
    ['a scalar', json('"7"'), { key: '7' }],
  ])('%s', async (_what, key, expected) => {
    expect((await change(record(envelope('c', { after: row }), { key }))).key).toEqual(expected);
  });
});
