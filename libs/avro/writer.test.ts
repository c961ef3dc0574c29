/** Foreign schemas and hostile payloads: RELIABILITY's rows on Avro. */
import { describe, expect, it } from 'vitest';
import avsc from 'avsc';
import fc from 'fast-check';
import { type AvroSchemaJson, compileWriter } from './index.ts';

const bigint = { longs: 'bigint' } as const;
const invalid = expect.objectContaining({ code: 'avro_invalid', retry: 'never' });
const record = (...fields: object[]): AvroSchemaJson => ({ type: 'record', name: 'R', fields });
const field = (type: unknown, name = 'a'): object => ({ name, type });
const array = (items: unknown): AvroSchemaJson => ({ type: 'array', items });
const decode = (schema: AvroSchemaJson, hex: string): unknown =>
  compileWriter(schema, bigint).decode(Buffer.from(hex.replaceAll(' ', ''), 'hex'));

/** How avsc itself, with longs as numbers, would write the value. */
const written = (schema: object, value: unknown): string =>
  avsc.Type.forSchema(JSON.parse(JSON.stringify(schema)))
    .toBuffer(value)
    .toString('hex');

/** The bytes of a long, by the specification. */
function zigzag(value: bigint): string {
  let rest = BigInt.asUintN(64, (value << 1n) ^ (value >> 63n));
  const bytes: number[] = [];
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  return Buffer.from([...bytes, Number(rest)]).toString('hex');
}

describe('longs', () => {
  it.each([
    ['00', 0n],
    ['01', -1n],
    ['feffffffffffffffff01', 2n ** 63n - 1n],
    ['ffffffffffffffffff01', -(2n ** 63n)],
    ['80808080808080808001', 2n ** 62n],
  ])('are exact as BigInt: %s', (hex, value) => {
    expect(decode('long', hex)).toBe(value);
  });
  it('are BigInt wherever they stand, attributes or not, and ints stay numbers', () => {
    const micros = { type: 'long', 'connect.name': 'io.debezium.time.MicroTimestamp' };
    const schema = record(
      field('long'),
      field(micros, 'b'),
      field(['null', micros], 'c'),
      field('int', 'd'),
      field({ type: 'map', values: 'long' }, 'e'),
    );
    expect(decode(schema, '02 04 0206 08 02026b0a00')).toEqual({
      a: 1n,
      b: 2n,
      c: 3n,
      d: 4,
      e: { k: 5n },
    });
  });
  it('as numbers fail when they are not safe', () => {
    const writer = compileWriter('long', { longs: 'number' });
    expect(() => writer.decode(Buffer.from('feffffffffffffffff01', 'hex'))).toThrow(invalid);
  });
  it.each([2n ** 51n, 2n ** 52n, 2n ** 53n, 2n ** 54n, 2n ** 62n])('are exact around %d', (edge) => {
    for (let value = edge - 3n; value <= edge + 3n; value += 1n) {
      for (const signed of [value, -value]) expect(decode('long', zigzag(signed))).toBe(signed);
    }
  });
  it('of other systems are exact whatever they are', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (value) => {
        expect(decode('long', zigzag(value))).toBe(value);
      }),
    );
  });
  it('may have a default', () => {
    expect(() => compileWriter(record({ name: 'a', type: 'long', default: 7 }), bigint)).not.toThrow();
  });
});

describe('arrays and maps', () => {
  it('are read whole, in blocks of either form', () => {
    expect(decode(array('int'), '04 0204 03 02 0608 00')).toEqual([1, 2, 3, 4]);
    expect(decode({ type: 'map', values: 'int' }, '02 026102 01 06 026204 00')).toEqual({
      a: 1,
      b: 2,
    });
  });
  it('agree with what avsc writes', () => {
    const schema = { type: 'array', items: { type: 'map', values: ['null', 'string'] } };
    const value = [{ a: null, b: 'x' }, {}, { c: 'é' }];
    expect(decode(schema, written(schema, value))).toEqual(value);
  });
  it.each([
    ['40 million items in five bytes', '80c48c2600'],
    ['an endless count', 'ffffffffffffffffffffffffffffffffffffffff7f'],
    ['more items than bytes', '0a0204'],
    ['a block size that leads back', '0101 02 00'],
    ['a string of negative length', '0203 00'],
    ['a string of 2 GB', '02 8080808010 00'],
    ['a string that is cut off', '020a61'],
  ])('refuse %s', (_case, hex) => {
    for (const schema of [array('string'), { type: 'map', values: 'string' }]) {
      expect(() => decode(schema, hex)).toThrow(invalid);
    }
  });
  it('are refused as schemas when their items take no bytes', () => {
    const nothing = { type: 'record', name: 'N', fields: [field('null')] };
    const empty = { type: 'record', name: 'E', fields: [] };
    for (const items of ['null', empty, nothing, { type: 'fixed', name: 'F', size: 0 }]) {
      expect(() => compileWriter(array(items), bigint)).toThrow(invalid);
      expect(() => compileWriter({ type: 'map', values: items }, bigint)).toThrow(invalid);
      expect(() => compileWriter(record(field(['null', array(items)])), bigint)).toThrow(invalid);
    }
  });
  it('may hold the record that they are part of', () => {
    const schema = record(field('int'), field(array('R'), 'b'));
    expect(decode(schema, '02 02 0400 00')).toEqual({ a: 1, b: [{ a: 2, b: [] }] });
  });
  it('keep a map key __proto__ as a key', () => {
    const schema = { type: 'map', values: { type: 'map', values: 'string' } };
    const value = decode(schema, '02 12' + Buffer.from('__proto__').toString('hex') + '0202610278 0000');
    expect(Object.keys(Object(value))).toEqual(['__proto__']);
    expect(Reflect.get({}, 'a')).toBeUndefined();
  });
});

describe('hostile schemas', () => {
  const deep = (levels: number): AvroSchemaJson => (levels === 0 ? 'int' : array(deep(levels - 1)));
  const endless: { type: string; items?: unknown } = { type: 'array' };
  endless.items = endless;
  it.each([
    ['no schema', { type: 'nothing' }],
    ['null', JSON.parse('null')],
    ['an empty union', []],
    ['a name of our own runtime', 'constructor'],
    ['a type of our own runtime', { type: 'constructor' }],
    ['a field __proto__', record(field('int', '__proto__'))],
    ['a nested field __proto__', record(field(array(record(field('int', '__proto__')))))],
    ['a record called as one of Object', { type: 'record', name: '__proto__', fields: [field('__proto__')] }],
    ['code for a name', { type: 'record', name: 'R;process.exit()//', fields: [] }],
    ['code for a field', record(field('int', 'a);process.exit();//'))],
    ['endless nesting', endless],
    ['a fixed of negative size', { type: 'fixed', name: 'F', size: -1 }],
  ])('are refused: %s', (_case, schema) => {
    expect(() => compileWriter(schema, bigint)).toThrow(invalid);
  });
  it('run no hook that a logical type names', () => {
    const odd = { type: 'string', logicalType: 'constructor' };
    expect(decode(odd, '0261')).toBe('a');
  });
  it('may nest a hundred deep', () => {
    expect(() => compileWriter(deep(100), bigint)).not.toThrow();
  });
});

describe('hostile payloads', () => {
  const list = { type: 'record', name: 'L', fields: [field(['null', 'L'])] };
  it.each([
    ['a value 200,000 deep', list, '02'.repeat(200_000) + '00'],
    ['a record that never ends', { type: 'record', name: 'L', fields: [field('L')] }, ''],
    ['a union index that is none', ['null', 'int'], '08'],
    ['a negative union index', ['null', 'int'], '01'],
    ['an enum index that is none', { type: 'enum', name: 'E', symbols: ['A'] }, '04'],
    ['nothing', 'int', ''],
    ['twenty bytes ff for a string length', 'string', 'ff'.repeat(20)],
    ['2^53 bytes of bytes', 'bytes', '8080808080808020'],
    ['a negative length', 'bytes', '03'],
    ['bytes left over', 'int', '0202'],
  ])('are refused: %s', (_case, schema, hex) => {
    expect(() => decode(schema, hex)).toThrow(invalid);
  });
  it('leave their bytes out of the error', () => {
    expect(() => decode('string', '0a' + Buffer.from('ann@').toString('hex'))).not.toThrow('ann@');
  });
});
