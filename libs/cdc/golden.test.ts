/** Holds the decoder against bytes of a real Debezium: each encoding that its settings allow, each kind of record. */
import { describe, expect, it } from 'vitest';
import type { Decoded } from './index.ts';
import { fixture, FIXTURES } from './testing/fixtures.ts';

/** The row of the table `every_type`, where nothing in the connector's settings says otherwise. */
const ROW = {
  id: 1,
  t_uuid: '0b0e7c1e-7b1c-4d5e-9c0f-3a5b6c7d8e9f',
  t_text: 'Grüße 🚀',
  t_varchar: 'abc',
  t_char: 'ab   ',
  t_bool: true,
  t_int2: -7,
  t_int4: 2147483647,
  t_int8: '9007199254740993',
  t_real: 0.1,
  t_double: 1.5e300,
  t_num: '123456789012.30',
  t_num0: '98765432109876543210',
  t_numneg: '-0.0500',
  t_numvar: '12345678901234567890.123456789',
  t_money: '12.34',
  t_date: '2024-02-29',
  t_time: '13:14:15.123456',
  t_time3: '13:14:15.123',
  t_timetz: '11:14:15.123456Z',
  t_ts: '2024-02-29T13:14:15.123456Z',
  t_ts3: '2024-02-29T13:14:15.123Z',
  t_tstz: '2024-02-29T11:14:15.123456Z',
  t_tstz3: '2024-02-29T13:14:15.120Z',
  t_tstz0: '2024-02-29T13:14:15Z',
  t_interval: 37090805500000,
  t_bytea: '3q2+7wA=',
  t_json: { a: 2, b: 1 },
  t_jsonb: {
    n: '9007199254740993',
    d: 0.1,
    nested: { list: [1, null, true, 'x'] },
    exact: '1.000000000000000001',
  },
  t_xml: '<a>1</a>',
  t_bit1: true,
  t_bit: '10000000101',
  t_varbit: '000000000101',
  t_mood: 'happy',
  t_inet: '10.0.0.1',
  t_cidr: '10.0.0.0/8',
  t_macaddr: '08:00:2b:01:02:03',
  t_point: { x: 1.5, y: -2, wkb: 'AQEAAAAAAAAAAAD4PwAAAAAAAADA', srid: null },
  t_texts: ['a', null, 'c,d'],
  t_ints: [1, null, 3],
  t_bigs: ['9007199254740993', 2],
  t_nums: ['1.50', '2.25'],
  t_dates: ['2024-02-29'],
  t_tstzs: ['2024-02-29T13:14:15.500000Z'],
  t_uuids: ['0b0e7c1e-7b1c-4d5e-9c0f-3a5b6c7d8e9f'],
  t_bools: [true, false],
  t_moods: ['sad', 'ok'],
  t_range: '[1,5)',
  t_tsrange: '["2024-01-01 00:00:00+00",)',
  t_hstore: { a: '1', b: null },
};

const MILLIS = { t_time: '13:14:15.123', t_ts: '2024-02-29T13:14:15.123Z' };
/** Without a schema and without the mapping's types, JSON inside text stays text. */
const UNPARSED = {
  t_json: '{"b": 1, "a": 2}',
  t_jsonb:
    '{"d": 0.1, "n": 9007199254740993, "exact": 1.000000000000000001, "nested": {"list": [1, null, true, "x"]}}',
  t_hstore: '{"a":"1","b":null}',
  t_bit: 'BQQ=',
  t_varbit: 'BQ==',
};

/** Where the connector's settings change what is sent. */
const DIFFERENCES: Readonly<Record<(typeof FIXTURES)[number], object>> = {
  avro: {},
  'avro-connect-times': {
    ...MILLIS,
    t_num: 123456789012.3,
    t_num0: 98765432109876540000,
    t_numneg: -0.05,
    t_numvar: 12345678901234567000,
    t_money: 12.34,
    t_nums: [1.5, 2.25],
    t_bytea: '3q2-7wA=',
  },
  'avro-iso-times': { t_bytea: 'deadbeef00' },
  'json-with-schema': { t_time3: '13:14:15.123000' },
  'json-with-schema-connect-times': MILLIS,
  'json-iso-times': {
    ...UNPARSED,
    t_date: '2024-02-29Z',
    t_dates: ['2024-02-29Z'],
    t_time: '13:14:15.123456Z',
    t_time3: '13:14:15.123Z',
    t_bytea: 'deadbeef00',
  },
  json: {
    ...UNPARSED,
    t_num: 'Czpzzi/u',
    t_num0: 'BVqlTTjlJn7q',
    t_numneg: '/gw=',
    t_numvar: { scale: 9, value: 'J+QbMka+ybFuOYEV' },
    t_money: 'BNI=',
    t_nums: ['AJY=', 'AOE='],
    t_date: 19782,
    t_dates: [19782],
    t_time: 47655123456,
    t_time3: 47655123,
    t_ts: 1709212455123456,
    t_ts3: 1709212455123,
  },
};

async function decodeRecord(name: (typeof FIXTURES)[number], wanted: string): Promise<Decoded> {
  const { decoder, record } = fixture(name);
  return decoder.decode(record(wanted));
}

async function change(
  name: (typeof FIXTURES)[number],
  wanted: string,
): Promise<(Decoded & { kind: 'change' })['change']> {
  const decoded = await decodeRecord(name, wanted);
  if (decoded.kind !== 'change') expect.fail(`${wanted} is no change`);
  return decoded.change;
}

describe.each(FIXTURES)('%s', (name) => {
  it('holds every type in its canonical form', async () => {
    const { operation, before, after } = await change(name, 'snapshot of every type');
    expect({ operation, before }).toEqual({ operation: 'read', before: null });
    expect(after?.values).toMatchObject({ ...ROW, ...DIFFERENCES[name] });
    expect(after?.unknown).toEqual([]);
  });

  it('reads extremes without throwing or rounding', async () => {
    const { after } = await change(name, 'extremes');
    expect(after?.values).toMatchObject({
      t_double: 'NaN',
      t_real: '-Infinity',
      t_int8: '-9223372036854775808',
      t_tstz: '-infinity',
      t_texts: [],
      t_uuid: null,
    });
  });

  it('never takes the placeholder for a value', async () => {
    const { before, after } = await change(name, 'update that left long values alone');
    expect(before).toEqual({ values: {}, unknown: 'rest' });
    expect(JSON.stringify(after?.values)).not.toContain('debezium');
    expect(after?.values).toMatchObject({ id: 1, n: 2 });
    expect(after?.unknown).toEqual(
      expect.arrayContaining([
        'long_text',
        'long_json',
        'long_texts',
        'long_ints',
        'long_bigs',
        'long_uuids',
        'long_xml',
        'long_hstore',
      ]),
    );
  });

  it('takes the placeholder, typed in by a person, for what it looks like', async () => {
    expect((await change(name, 'extremes')).after?.unknown).toEqual(['t_text']);
  });
});

describe('json without schema, read by the types of the mapping', () => {
  const types = {
    t_date: { type: 'date' },
    t_ts: { type: 'datetime' },
    t_ts3: { type: 'datetime' },
    t_tstz: { type: 'datetime' },
    t_jsonb: { type: 'json' },
    t_numvar: { type: 'decimal' },
  } as const;
  it.each(['json', 'json-iso-times'] as const)('%s', async (name) => {
    const { decoder, record } = fixture(name, { typesOf: () => types });
    const decoded = await decoder.decode(record('snapshot of every type'));
    const { t_date, t_ts, t_ts3, t_tstz, t_jsonb, t_numvar } = ROW;
    expect(decoded.kind === 'change' && decoded.change.after?.values).toMatchObject({
      t_date,
      t_ts,
      t_ts3,
      t_tstz,
      t_jsonb,
      t_numvar,
    });
  });
});

describe('avro', () => {
  it('keeps far dates, and drops a key called __proto__', async () => {
    const { after } = await change('avro', 'far dates and hostile json');
    expect(after?.values).toMatchObject({
      t_date: '9999-12-31',
      t_ts: '9999-12-31T23:59:59.999999Z',
      t_tstz: '-0043-03-15T00:00:00.000000Z',
      t_numvar: `1${'0'.repeat(40)}`,
      t_interval: -86_400_000_000,
    });
    expect(after?.values['t_jsonb']).toEqual({ a: 1 });
  });

  it('says that nothing is known before an update of a table without REPLICA IDENTITY FULL', async () => {
    const { operation, before, after } = await change('avro', 'update without before');
    expect({ operation, before }).toEqual({ operation: 'update', before: { values: {}, unknown: 'rest' } });
    expect(after).toMatchObject({ values: { n: 6, amount: '1.50', j: { a: 1 } }, unknown: ['body'] });
  });

  it('does not take the fillers of a deleted row for values', async () => {
    const id = '11111111-1111-4111-8111-111111111111';
    expect(await change('avro', 'delete of a changed key')).toMatchObject({
      operation: 'delete',
      before: { values: { id }, unknown: 'rest' },
      after: null,
      key: { id },
    });
  });

  it('hands a changed key over as a delete and a create at one position', async () => {
    const gone = await change('avro', 'delete of a changed key');
    const come = await change('avro', 'create of a changed key');
    expect(come.operation).toBe('create');
    expect(come.position.sequence).toBe(gone.position.sequence);
    expect(come.position.id).not.toBe(gone.position.id);
  });

  it.each([
    ['tombstone', 'tombstone'],
    ['truncate', 'truncate'],
    ['logical message', 'message'],
  ])('%s changes nothing', async (wanted, why) => {
    expect(await decodeRecord('avro', wanted)).toEqual({ kind: 'nothing', why });
  });

  it('names the position by connector, database, place, table and key', async () => {
    const { position, key } = await change('avro', 'update of two keys');
    expect(position.id).toMatch(/^ty\w+_avro:ty\w+:\d+:public\.two_keys:\[1,"x:y"\]$/);
    expect(position).toMatchObject({ table: 'public.two_keys', committedAtMs: expect.any(Number) });
    expect(key).toEqual({ a: 1, b: 'x:y' });
  });

  it('puts two updates of a row in one transaction in order', async () => {
    const first = await change('avro', 'first of two updates in one transaction');
    const second = await change('avro', 'second of two updates in one transaction');
    expect(second.position.sequence).toBeGreaterThan(first.position.sequence);
  });

  it('reads a row of a table without primary key, and tells its changes apart by their offset', async () => {
    const { key, position, before, after } = await change('avro', 'update without key');
    expect({ key, before, after }).toEqual({
      key: {},
      before: { values: { v: 'a' }, unknown: [] },
      after: { values: { v: 'b' }, unknown: [] },
    });
    expect(position.id).toMatch(/:@0\/1$/);
  });
});
