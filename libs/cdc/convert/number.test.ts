/** Shows that numbers and bytes lose nothing on their way to a canonical value. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bitText, decimalText, floatNumber, wholeNumber } from './number.ts';

/** Two's complement, big-endian, as Java writes a BigInteger. */
function twosComplement(value: bigint, length: number): Buffer {
  return Buffer.from(
    BigInt.asUintN(length * 8, value)
      .toString(16)
      .padStart(length * 2, '0'),
    'hex',
  );
}

describe('decimalText', () => {
  it.each([
    ['', 2, '0.00'],
    ['00', 0, '0'],
    ['00', 2, '0.00'],
    ['01', 2, '0.01'],
    ['ff', 2, '-0.01'],
    ['0096', 2, '1.50'],
    ['ff6a', 2, '-1.50'],
    ['7f', 0, '127'],
    ['80', 0, '-128'],
    ['05', -3, '5000'],
    ['fb', -3, '-5000'],
    ['04d2', 10, '0.0000001234'],
  ])('%s with scale %i is %s', (hex, scale, expected) => {
    expect(decimalText(Buffer.from(hex, 'hex'), scale)).toBe(expected);
  });

  it('holds any number with any scale exactly', () => {
    const number = fc.bigInt({ min: -(2n ** 200n), max: 2n ** 200n });
    fc.assert(
      fc.property(number, fc.nat(60), (unscaled, scale) => {
        const text = decimalText(twosComplement(unscaled, 26), scale) ?? '';
        expect(BigInt(text.replace('.', ''))).toBe(unscaled);
        expect(text.split('.')[1]?.length ?? 0).toBe(scale);
      }),
    );
  });

  it.each([
    ['a scale beyond any database', Buffer.alloc(1), 2 ** 31 - 1],
    ['a negative one', Buffer.alloc(1), -(2 ** 31)],
    ['a broken one', Buffer.alloc(1), 1.5],
    ['none', Buffer.alloc(1), Number.NaN],
    ['a number of a megabyte', Buffer.alloc(1 << 20, 0x7f), 0],
  ])('refuses %s', (_what, bytes, scale) => {
    expect(decimalText(bytes, scale)).toBeNull();
  });

  it('reads the longest that Postgres has', () => {
    expect(decimalText(Buffer.alloc(54_000, 0x7f), 0)).toHaveLength(130_045);
  });
});

describe('wholeNumber', () => {
  it.each([
    [0n, 0],
    [9007199254740991n, 9007199254740991],
    [9007199254740992n, '9007199254740992'],
    [-9007199254740991n, -9007199254740991],
    [-9223372036854775808n, '-9223372036854775808'],
  ])('%s', (value, expected) => {
    expect(wholeNumber(value)).toBe(expected);
  });
});

describe('floatNumber', () => {
  it.each([
    [Math.fround(0.1), true, 0.1],
    [Math.fround(16_777_216), true, 16_777_216],
    [Math.fround(3.4e38), true, 3.4e38],
    [0.1, false, 0.1],
    [Number.NaN, false, 'NaN'],
    [Number.NEGATIVE_INFINITY, true, '-Infinity'],
  ])('%s', (value, single, expected) => {
    expect(floatNumber(value, single)).toBe(expected);
  });

  it('finds a decimal that is the same float again', () => {
    fc.assert(
      fc.property(fc.float({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(Math.fround(Number(floatNumber(value, true)))).toBe(value);
      }),
    );
  });
});

describe('bitText', () => {
  it.each([
    ['0504', 11, '10000000101'],
    ['05', 3, '101'],
    ['05', 12, '000000000101'],
    ['', 4, '0000'],
    ['ff', 0, '11111111'],
  ])('%s of %i bits', (hex, length, expected) => {
    expect(bitText(Buffer.from(hex, 'hex'), length)).toBe(expected);
  });

  it('does not grow beyond reason', () => {
    expect(bitText(Buffer.from([1]), 2 ** 31).length).toBeLessThan(5000);
  });
});
