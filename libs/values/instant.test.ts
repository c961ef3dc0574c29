/** Shows that dates and datetimes compare as instants, to the last digit, whatever zone they are written in. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareInstants, parseInstant, type FieldValue } from './index.ts';

const compare = (left: FieldValue, right: FieldValue): number | undefined => {
  const [one, other] = [parseInstant(left), parseInstant(right)];
  return one === undefined || other === undefined ? undefined : compareInstants(one, other);
};

describe('parseInstant', () => {
  it.each([
    '2026-02-30',
    '2026-13-01',
    '2026-00-10',
    '2026-01-00',
    '2025-02-29',
    '1900-02-29',
    '2026-01-01T24:00:00Z',
    '2026-01-01T10:60:00Z',
    '2026-01-01T10:00:60Z',
    '2026-01-01T10Z',
    '2026-01-01Z',
    '26-01-01',
    '01/02/2026',
    'tomorrow',
    'now',
    '',
    '2026-01-01T10:00:00+1',
    `2026-01-01T10:00:00.${'1'.repeat(100)}Z`,
  ])('takes %j for no date', (text) => {
    expect(parseInstant(text)).toBeUndefined();
  });
  it.each([1772359200000, true, null, ['2026-01-01']])('takes %j for no date', (value) => {
    expect(parseInstant(value)).toBeUndefined();
  });
  it('knows the leap days of the Gregorian calendar', () => {
    expect(['2024-02-29', '2000-02-29'].map((day) => parseInstant(day) !== undefined)).toEqual([true, true]);
  });
  it('agrees with the platform on every millisecond of ten thousand years', () => {
    const range = {
      min: new Date('0001-01-01T00:00:00Z'),
      max: new Date('9999-12-31T23:59:59.999Z'),
      noInvalidDate: true,
    };
    fc.assert(
      fc.property(fc.date(range), (date) => {
        expect(parseInstant(date.toISOString())?.ms).toBe(date.getTime());
      }),
      { numRuns: 1000 },
    );
  });
});

describe('compareInstants', () => {
  it.each([
    ['2026-03-01', '2026-03-01T00:00:00Z', 0],
    ['2026-03-01', '2026-03-01T00:00:00+02:00', 1],
    ['2026-03-01T10:00:00Z', '2026-03-01T12:00:00+02:00', 0],
    ['2026-03-01T10:00:00Z', '2026-03-01 12:00:00+0200', 0],
    ['2026-03-01T10:00:00Z', '2026-03-01 12:00+02', 0],
    ['2026-03-01T10:00:00Z', '2026-03-01T04:30:00-05:30', 0],
    ['2026-03-01T10:00:00', '2026-03-01T10:00:00Z', 0],
    ['2026-03-01T10:00:00.1Z', '2026-03-01T10:00:00.100000Z', 0],
    ['2026-03-01T10:00:00.000001Z', '2026-03-01T10:00:00Z', 1],
    ['2026-03-01T10:00:00.00045Z', '2026-03-01T10:00:00.0005Z', -1],
    ['1969-12-31T23:59:59.999999Z', '1970-01-01', -1],
    ['0044-03-15', '0001-01-01', 1],
    ['-0044-03-15', '0001-01-01', -1],
    ['+012026-01-01', '9999-12-31', 1],
  ] as const)('%j against %j is %i', (left, right, sign) => {
    expect(compare(left, right)).toBe(sign);
    expect(compare(right, left)).toBe(sign === 0 ? 0 : -sign);
  });
});
