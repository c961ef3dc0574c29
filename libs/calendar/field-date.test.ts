/** Shows which values are dates: a day is a day in any zone, a datetime is an instant. */
import { describe, expect, it } from 'vitest';
import { readFieldDate } from './field-date.ts';

describe('readFieldDate', () => {
  it.each([
    ['2026-03-01', '2026-03-01'],
    [' 2026-03-01 ', '2026-03-01'],
    ['+002026-03-01', '2026-03-01'],
    ['0001-01-01', '0001-01-01'],
    ['9999-12-31', '9999-12-31'],
  ])('takes %j for the day %s', (value, text) => {
    expect(readFieldDate(value)).toMatchObject({ kind: 'day', text });
  });
  it.each([
    ['2026-03-01T10:00:00Z', '2026-03-01T10:00:00.000Z'],
    ['2026-03-01 12:00+02:00', '2026-03-01T10:00:00.000Z'],
    ['2026-03-01T10:00', '2026-03-01T10:00:00.000Z'],
    ['2026-03-01T10:00:00.000000Z', '2026-03-01T10:00:00.000Z'],
    ['2026-03-01T10:00:00.123456Z', '2026-03-01T10:00:00.123456Z'],
  ])('takes %j for the instant %s', (value, text) => {
    expect(readFieldDate(value)).toMatchObject({ kind: 'instant', text });
  });
  it.each([
    undefined,
    null,
    '',
    ' ',
    'infinity',
    '-infinity',
    'tomorrow',
    '2026-02-30',
    '2025-02-29',
    '2026-03-01T24:00:00Z',
    '2026-3-1',
    '01/03/2026',
    '0000-00-00',
    '0000-12-31',
    '0000-00-00 00:00:00',
    '-0001-01-01',
    '+010000-01-01',
    '10000-01-01T00:00:00Z',
    '0001-01-01T00:00:00+01:00',
    '9999-12-31T23:59:59-01:00',
    true,
    1_772_359_200_000,
    ['2026-03-01'],
    { date: '2026-03-01' },
  ])('takes %j for no date', (value) => {
    expect(readFieldDate(value)).toBeUndefined();
  });
  it('notices what lies after its millisecond', () => {
    expect(readFieldDate('2026-03-01T10:00:00.1230001Z')).toMatchObject({ beyond: true });
    expect(readFieldDate('2026-03-01T10:00:00.1230000Z')).toMatchObject({ beyond: false });
  });
});
