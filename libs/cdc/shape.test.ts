/** Shows that Avro's schemas and Connect's say the same of a column, and that odd ones harm nothing. */
import { describe, expect, it } from 'vitest';
import { avroShape } from './avro-shape.ts';
import { connectShape } from './connect-shape.ts';
import { compile } from './convert/compile.ts';
import { placeholder } from './convert/placeholder.ts';
import { UNAVAILABLE } from './convert/types.ts';

const stand = placeholder();
const PLACEHOLDER = '__debezium_unavailable_value';

/** Avro type, Connect type, what Avro decodes, what JSON holds, the canonical value. */
const SAME: readonly (readonly [string, object, object, unknown, unknown, unknown])[] = [
  [
    'Date',
    avro('int', 'io.debezium.time.Date'),
    connect('int32', 'io.debezium.time.Date'),
    1,
    1,
    '1970-01-02',
  ],
  [
    'Connect’s Date',
    avro('int', 'org.apache.kafka.connect.data.Date'),
    connect('int32', 'org.apache.kafka.connect.data.Date'),
    1,
    1,
    '1970-01-02',
  ],
  [
    'Time',
    avro('int', 'io.debezium.time.Time'),
    connect('int32', 'io.debezium.time.Time'),
    1,
    1,
    '00:00:00.001',
  ],
  [
    'MicroTime',
    avro('long', 'io.debezium.time.MicroTime'),
    connect('int64', 'io.debezium.time.MicroTime'),
    1n,
    1,
    '00:00:00.000001',
  ],
  [
    'NanoTime',
    avro('long', 'io.debezium.time.NanoTime'),
    connect('int64', 'io.debezium.time.NanoTime'),
    1n,
    1,
    '00:00:00.000000001',
  ],
  [
    'Timestamp',
    avro('long', 'io.debezium.time.Timestamp'),
    connect('int64', 'io.debezium.time.Timestamp'),
    1n,
    1,
    '1970-01-01T00:00:00.001Z',
  ],
  [
    'Connect’s Timestamp',
    avro('long', 'org.apache.kafka.connect.data.Timestamp'),
    connect('int64', 'org.apache.kafka.connect.data.Timestamp'),
    1n,
    1,
    '1970-01-01T00:00:00.001Z',
  ],
  [
    'MicroTimestamp',
    avro('long', 'io.debezium.time.MicroTimestamp'),
    connect('int64', 'io.debezium.time.MicroTimestamp'),
    1n,
    1,
    '1970-01-01T00:00:00.000001Z',
  ],
  [
    'NanoTimestamp',
    avro('long', 'io.debezium.time.NanoTimestamp'),
    connect('int64', 'io.debezium.time.NanoTimestamp'),
    1n,
    1,
    '1970-01-01T00:00:00.000000001Z',
  ],
  [
    'ZonedTimestamp',
    avro('string', 'io.debezium.time.ZonedTimestamp'),
    connect('string', 'io.debezium.time.ZonedTimestamp'),
    '2024-01-01T01:00:00+01:00',
    '2024-01-01T01:00:00+01:00',
    '2024-01-01T00:00:00Z',
  ],
  [
    'IsoTimestamp',
    avro('string', 'io.debezium.time.IsoTimestamp'),
    connect('string', 'io.debezium.time.IsoTimestamp'),
    '2024-01-01T00:00:00Z',
    '2024-01-01T00:00:00Z',
    '2024-01-01T00:00:00Z',
  ],
  [
    'IsoDate',
    avro('string', 'io.debezium.time.IsoDate'),
    connect('string', 'io.debezium.time.IsoDate'),
    '2024-01-01Z',
    '2024-01-01Z',
    '2024-01-01',
  ],
  [
    'ZonedTime',
    avro('string', 'io.debezium.time.ZonedTime'),
    connect('string', 'io.debezium.time.ZonedTime'),
    '10:00Z',
    '10:00Z',
    '10:00Z',
  ],
  [
    'Interval',
    avro('string', 'io.debezium.time.Interval'),
    connect('string', 'io.debezium.time.Interval'),
    'P1D',
    'P1D',
    'P1D',
  ],
  [
    'MicroDuration',
    avro('long', 'io.debezium.time.MicroDuration'),
    connect('int64', 'io.debezium.time.MicroDuration'),
    2n ** 60n,
    2n ** 60n,
    '1152921504606846976',
  ],
  ['Year', avro('int', 'io.debezium.time.Year'), connect('int32', 'io.debezium.time.Year'), 2024, 2024, 2024],
  [
    'Decimal',
    avro('bytes', 'org.apache.kafka.connect.data.Decimal', { scale: '2' }),
    connect('bytes', 'org.apache.kafka.connect.data.Decimal', { scale: '2' }),
    Buffer.from([0, 150]),
    'AJY=',
    '1.50',
  ],
  [
    'Json',
    avro('string', 'io.debezium.data.Json'),
    connect('string', 'io.debezium.data.Json'),
    '{"a":[1]}',
    '{"a":[1]}',
    { a: [1] },
  ],
  [
    'Json that is none',
    avro('string', 'io.debezium.data.Json'),
    connect('string', 'io.debezium.data.Json'),
    '{"a',
    '{"a',
    '{"a',
  ],
  [
    'Uuid',
    avro('string', 'io.debezium.data.Uuid'),
    connect('string', 'io.debezium.data.Uuid'),
    'u',
    'u',
    'u',
  ],
  [
    'Enum',
    avro('string', 'io.debezium.data.Enum', { allowed: 'a,b' }),
    connect('string', 'io.debezium.data.Enum'),
    'a',
    'a',
    'a',
  ],
  [
    'EnumSet',
    avro('string', 'io.debezium.data.EnumSet'),
    connect('string', 'io.debezium.data.EnumSet'),
    'a,b',
    'a,b',
    ['a', 'b'],
  ],
  [
    'EnumSet of nothing',
    avro('string', 'io.debezium.data.EnumSet'),
    connect('string', 'io.debezium.data.EnumSet'),
    '',
    '',
    [],
  ],
  [
    'Bits',
    avro('bytes', 'io.debezium.data.Bits', { length: '3' }),
    connect('bytes', 'io.debezium.data.Bits', { length: '3' }),
    Buffer.from([5]),
    'BQ==',
    '101',
  ],
  ['bytes', { type: 'bytes' }, { type: 'bytes' }, Buffer.from('hi'), 'aGk=', 'aGk='],
  ['boolean', { type: 'boolean' }, { type: 'boolean' }, true, true, true],
  ['float', { type: 'float' }, { type: 'float' }, Math.fround(0.1), 0.1, 0.1],
  ['double', { type: 'double' }, { type: 'double' }, Number.NaN, 'NaN', 'NaN'],
  [
    'array',
    { type: 'array', items: ['null', 'long'] },
    { type: 'array', items: { type: 'int64' } },
    [1n, null],
    [1, null],
    [1, null],
  ],
  [
    'map',
    { type: 'map', values: 'long' },
    { type: 'map', keys: { type: 'string' }, values: { type: 'int64' } },
    { a: 1n },
    { a: 1 },
    { a: 1 },
  ],
  ['text that was not sent', { type: 'string' }, { type: 'string' }, PLACEHOLDER, PLACEHOLDER, UNAVAILABLE],
  [
    'json that was not sent',
    avro('string', 'io.debezium.data.Json'),
    connect('string', 'io.debezium.data.Json'),
    PLACEHOLDER,
    PLACEHOLDER,
    UNAVAILABLE,
  ],
  [
    'bytes that were not sent',
    { type: 'bytes' },
    { type: 'bytes' },
    Buffer.from(PLACEHOLDER),
    Buffer.from(PLACEHOLDER).toString('base64'),
    UNAVAILABLE,
  ],
  [
    'a decimal that was not sent',
    avro('bytes', 'org.apache.kafka.connect.data.Decimal'),
    connect('bytes', 'org.apache.kafka.connect.data.Decimal'),
    Buffer.from(PLACEHOLDER),
    Buffer.from(PLACEHOLDER).toString('base64'),
    UNAVAILABLE,
  ],
  [
    'a list that was not sent',
    { type: 'array', items: 'string' },
    { type: 'array', items: { type: 'string' } },
    [PLACEHOLDER],
    [PLACEHOLDER],
    UNAVAILABLE,
  ],
  [
    'a list with one element that was not sent',
    { type: 'array', items: 'string' },
    { type: 'array', items: { type: 'string' } },
    ['a', PLACEHOLDER],
    ['a', PLACEHOLDER],
    UNAVAILABLE,
  ],
  [
    'integers that were not sent',
    { type: 'array', items: 'int' },
    { type: 'array', items: { type: 'int32' } },
    [...Buffer.from(PLACEHOLDER)],
    [...Buffer.from(PLACEHOLDER)],
    UNAVAILABLE,
  ],
  ['null', { type: 'string' }, { type: 'string' }, null, null, null],
];

function avro(type: string, name: string, parameters?: object): object {
  return {
    type,
    'connect.name': name,
    'connect.version': 1,
    ...(parameters && { 'connect.parameters': parameters }),
  };
}

function connect(type: string, name: string, parameters?: object): object {
  return { type, name, version: 1, optional: true, ...(parameters && { parameters }) };
}

describe.each(SAME)('%s', (_what, inAvro, inConnect, fromAvro, fromJson, expected) => {
  it('in Avro', () => {
    expect(compile(avroShape(['null', inAvro]), stand)(fromAvro)).toEqual(expected);
  });
  it('in JSON with schema', () => {
    expect(compile(connectShape(inConnect), stand)(fromJson)).toEqual(expected);
  });
});

describe('Avro alone', () => {
  it.each<[string, object, unknown, unknown]>([
    ['decimal', { type: 'bytes', logicalType: 'decimal', scale: 1 }, Buffer.from([15]), '1.5'],
    ['date', { type: 'int', logicalType: 'date' }, 0, '1970-01-01'],
    ['time-millis', { type: 'int', logicalType: 'time-millis' }, 0, '00:00:00.000'],
    ['time-micros', { type: 'long', logicalType: 'time-micros' }, 0n, '00:00:00.000000'],
    ['timestamp-millis', { type: 'long', logicalType: 'timestamp-millis' }, 0n, '1970-01-01T00:00:00.000Z'],
    [
      'timestamp-micros',
      { type: 'long', logicalType: 'timestamp-micros' },
      0n,
      '1970-01-01T00:00:00.000000Z',
    ],
    ['uuid', { type: 'string', logicalType: 'uuid' }, 'u', 'u'],
    ['an unknown logical type', { type: 'string', logicalType: 'process.exit' }, 'x', 'x'],
    ['an enum', { type: 'enum', name: 'E', symbols: ['a'] }, 'a', 'a'],
    ['a fixed', { type: 'fixed', name: 'F', size: 2 }, Buffer.from('hi'), 'aGk='],
  ])('reads the logical type %s', (_what, schema, value, expected) => {
    expect(compile(avroShape(schema), stand)(value)).toEqual(expected);
  });

  it('follows a name to the type that it was given to', () => {
    const decimal = {
      type: 'record',
      name: 'VariableScaleDecimal',
      namespace: 'io.debezium.data',
      'connect.name': 'io.debezium.data.VariableScaleDecimal',
      fields: [],
    };
    const schema = {
      type: 'record',
      name: 'R',
      namespace: 'x',
      fields: [
        { name: 'a', type: decimal },
        { name: 'b', type: ['null', 'io.debezium.data.VariableScaleDecimal'] },
      ],
    };
    const value = { scale: 1, value: Buffer.from([15]) };
    expect(compile(avroShape(schema), stand)({ a: value, b: value })).toEqual({ a: '1.5', b: '1.5' });
  });

  it('does not follow a type into itself for ever', () => {
    const schema = {
      type: 'record',
      name: 'Node',
      fields: [
        { name: 'n', type: 'long' },
        { name: 'next', type: ['null', 'Node'] },
      ],
    };
    expect(compile(avroShape(schema), stand)({ n: 1n, next: { n: 2n, next: null } })).toEqual({
      n: 1,
      next: { n: 2, next: null },
    });
  });

  it.each([
    null,
    5,
    'nonsense',
    [],
    {},
    { type: {} },
    { type: 'record' },
    { type: 'record', fields: [1, { name: 5 }] },
    { type: 'array' },
  ])('makes something harmless of %j', (schema) => {
    const shape = avroShape(schema);
    expect(shape.kind).toEqual(expect.any(String));
    expect(compile(shape, stand)(null)).toBeNull();
  });
});
