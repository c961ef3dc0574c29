/** Shows what a converter makes of values that are unlike their schema. */
import { describe, expect, it } from 'vitest';
import { connectShape } from '../connect-shape.ts';
import { compile } from './compile.ts';
import { placeholder } from './placeholder.ts';

const stand = placeholder();
const decimal = (scale: string): object => ({
  type: 'bytes',
  name: 'org.apache.kafka.connect.data.Decimal',
  parameters: { scale },
});

describe('a value unlike its schema', () => {
  it.each<[object, unknown, string]>([
    [{ type: 'int32' }, 'x', 'not an integer'],
    [{ type: 'int32' }, 1.5, 'not an integer'],
    [{ type: 'boolean' }, 'true', 'not a boolean'],
    [{ type: 'string' }, 5, 'not a string'],
    [{ type: 'double' }, {}, 'not a number'],
    [{ type: 'bytes' }, '$$$', 'not bytes'],
    [{ type: 'array', items: { type: 'string' } }, 'x', 'not an array'],
    [{ type: 'struct', fields: [] }, [], 'not an object'],
    [{ type: 'int32', name: 'io.debezium.time.Date' }, '2024-01-01', 'not an integer'],
    [decimal('999999999'), 'AA==', 'not a decimal of any database'],
  ])('%j of %j', (schema, value, message) => {
    expect(() => compile(connectShape(schema), stand)(value)).toThrow(message);
  });
});

describe('a decimal as JSON’s own number', () => {
  it.each([
    [1.5, '1.5'],
    [12, '12'],
    [2n ** 70n, '1180591620717411303424'],
    ['1.000000000000000001', '1.000000000000000001'],
  ])('%s', (value, expected) => {
    expect(compile(connectShape(decimal('2')), stand)(value)).toBe(expected);
  });
});
