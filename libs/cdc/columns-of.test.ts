/** What a schema says of its columns, held against what records written with it are decoded into. */
import { readFileSync } from 'node:fs';
import { parseOperand, type FieldValue } from '@upshot/values';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { sentColumns, type SentColumns } from './index.ts';
import { fixture, FIXTURES } from './testing/fixtures.ts';

const file = z.object({ schemas: z.record(z.string(), z.string()) });
const schemasOf = (name: string): readonly unknown[] => {
  const text = readFileSync(new URL(`testing/fixtures/${name}.json`, import.meta.url), 'utf8');
  return Object.values(file.parse(JSON.parse(text)).schemas).map((each): unknown => JSON.parse(each));
};
const AVRO = FIXTURES.filter((name) => name.startsWith('avro'));

/** A float that is none is written out. */
const NO_NUMBER: readonly unknown[] = ['NaN', 'Infinity', '-Infinity'];

function isAsSaid([column, value]: readonly [string, FieldValue], columns: SentColumns): boolean {
  const type = columns.get(column);
  if (type === undefined) return false;
  return type === null || parseOperand(type, value) !== undefined || NO_NUMBER.includes(value);
}

describe.each(AVRO)('the columns of %s', (name) => {
  const tables = schemasOf(name).flatMap((schema) => sentColumns(schema) ?? []);
  const typesOf = new Map(tables.flatMap((columns) => [...columns]));

  it('are known, each with a type', () => {
    expect(tables.length).toBeGreaterThan(0);
    expect(typesOf.size).toBeGreaterThan(10);
  });
  it('hold values of the types that the schema says', async () => {
    const { names, record, decoder } = fixture(name);
    let seen = 0;
    for (const each of names.filter((record) => record !== 'extremes')) {
      const decoded = await decoder.decode(record(each)).catch(() => null);
      if (decoded?.kind !== 'change') continue;
      for (const image of [decoded.change.before, decoded.change.after]) {
        const values = Object.entries(image?.values ?? {}).filter(([, value]) => value !== null);
        if (values.length === 0) continue;
        seen += values.length;
        expect([each, tables.some((columns) => values.every((value) => isAsSaid(value, columns)))]).toEqual([
          each,
          true,
        ]);
      }
    }
    expect(seen).toBeGreaterThan(20);
  });
});

const envelope = (row: unknown) => ({
  type: 'record',
  name: 'Envelope',
  fields: [
    { name: 'before', type: ['null', row] },
    { name: 'after', type: ['null', 'Value'] },
    { name: 'op', type: 'string' },
  ],
});
const row = (...fields: readonly object[]) => ({ type: 'record', name: 'Value', fields });

describe('a column', () => {
  it.each<[unknown, string | null]>([
    ['boolean', 'boolean'],
    ['int', 'integer'],
    [['null', 'long'], 'integer'],
    ['double', 'decimal'],
    ['string', 'text'],
    ['bytes', 'text'],
    [{ type: 'bytes', logicalType: 'decimal', scale: 2, precision: 9 }, 'decimal'],
    [
      { type: 'record', name: 'V', 'connect.name': 'io.debezium.data.VariableScaleDecimal', fields: [] },
      'decimal',
    ],
    [{ type: 'record', name: 'G', 'connect.name': 'io.debezium.data.geometry.Point', fields: [] }, 'json'],
    [{ type: 'int', 'connect.name': 'io.debezium.time.Date' }, 'date'],
    [{ type: 'long', 'connect.name': 'io.debezium.time.MicroTimestamp' }, 'datetime'],
    [{ type: 'string', 'connect.name': 'io.debezium.time.ZonedTimestamp' }, 'datetime'],
    [{ type: 'int', 'connect.name': 'io.debezium.time.Time' }, 'text'],
    [{ type: 'int', 'connect.name': 'io.debezium.time.Year' }, 'integer'],
    [{ type: 'string', 'connect.name': 'io.debezium.data.Uuid' }, 'text'],
    [{ type: 'string', 'connect.name': 'io.debezium.data.Json' }, 'json'],
    [{ type: 'string', 'connect.name': 'io.debezium.data.EnumSet' }, 'list'],
    [{ type: 'array', items: 'string' }, 'list'],
    [{ type: 'map', values: 'string' }, 'json'],
    [{ type: 'enum', name: 'E', symbols: ['A'] }, 'text'],
    [['string', 'int'], null],
    [{ nothing: true }, null],
  ])('of %j is sent as %s', (type, expected) => {
    expect(sentColumns(envelope(row({ name: 'c', type })))?.get('c')).toBe(expected);
  });
  it.each<[string, unknown]>([
    ['nothing', null],
    ['a text', 'string'],
    ['a row without an envelope', row({ name: 'c', type: 'string' })],
    [
      'an envelope of documents',
      {
        type: 'record',
        name: 'E',
        fields: [
          { name: 'after', type: 'string' },
          { name: 'op', type: 'string' },
        ],
      },
    ],
    [
      'an envelope without an operation',
      { type: 'record', name: 'E', fields: [{ name: 'after', type: row() }] },
    ],
  ])('is none of %s', (_, schema) => {
    expect(sentColumns(schema)).toBeNull();
  });
});
