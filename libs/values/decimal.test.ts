/** Shows that numbers compare exactly, however they are written. */
import { Big } from 'big.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareDecimals, parseDecimal, type FieldValue } from './index.ts';

const compare = (left: FieldValue, right: FieldValue): number | undefined => {
  const [one, other] = [parseDecimal(left), parseDecimal(right)];
  return one === undefined || other === undefined ? undefined : Math.sign(compareDecimals(one, other));
};

describe('parseDecimal', () => {
  it.each([
    '',
    ' ',
    '.',
    '-',
    '+5',
    '1,000',
    '1_000',
    '0x10',
    'NaN',
    'Infinity',
    '1e',
    '1e99999',
    'ten',
    '5 apples',
    '1..2',
    '١',
  ])('takes %j for no number', (text) => {
    expect(parseDecimal(text)).toBeUndefined();
  });
  it.each([Number.NaN, Number.POSITIVE_INFINITY, true, null, ['1'], { a: 1 }])(
    'takes %j for no number',
    (value) => {
      expect(parseDecimal(value)).toBeUndefined();
    },
  );
  it('takes text of any length for no number, without reading it', () => {
    expect(parseDecimal('1'.repeat(1_000_000))).toBeUndefined();
  });
});

describe('compareDecimals', () => {
  it.each([
    ['1000.00', 1000, 0],
    ['1e3', '1000', 0],
    ['.5', '0.50', 0],
    ['5.', 5, 0],
    [' 7 ', 7, 0],
    ['-0', 0, 0],
    [-0, 0, 0],
    ['0.1', 0.1, 0],
    ['0.30000000000000004', '0.3', 1],
    [0.1 + 0.2, '0.30000000000000004', 0],
    ['9007199254740993', '9007199254740992', 1],
    ['9007199254740993', 9007199254740992, 1],
    ['1e-400', 0, 1],
    ['1e400', '1e401', -1],
    ['-2', '-10', 1],
    ['10', '9', 1],
  ] as const)('%j against %j is %i', (left, right, sign) => {
    expect(compare(left, right)).toBe(sign);
    expect(compare(right, left)).toBe(sign === 0 ? 0 : -sign);
  });

  const digits = fc.stringMatching(/^-?[0-9]{1,20}(\.[0-9]{1,20})?$/);
  it('agrees with arbitrary precision', () => {
    fc.assert(
      fc.property(digits, digits, (left, right) => {
        expect(compare(left, right)).toBe(new Big(left).cmp(right));
      }),
    );
  });
  it('agrees with arbitrary precision near the edge of what a double holds', () => {
    const near = fc.tuple(fc.bigInt(0n, 40n), fc.integer({ min: 0, max: 16 })).map(([step, scale]) => {
      const text = String(9_999_999_999_999_980n + step);
      return scale === 0 ? text : `${text.slice(0, -scale)}.${text.slice(-scale)}`;
    });
    fc.assert(
      fc.property(near, near, (left, right) => {
        expect(compare(left, right)).toBe(new Big(left).cmp(right));
      }),
    );
  });
  it('agrees between a double and its own text', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
        expect(compare(number, String(number))).toBe(0);
      }),
    );
  });
});
