/** Shows calendars whose days are unlike their weekdays: shortened, opened, closed, some of them each year. */
import { UpshotError } from '@upshot/errors';
import { describe, expect, it } from 'vitest';
import { addOffset } from './add-offset.ts';
import { standardCalendar, type BusinessCalendar } from './business-calendar.ts';
import { at, shown } from './testing/arbitraries.ts';
import type { OffsetUnit } from './types.ts';
import { workingWeekOf } from './working-week.ts';

const ZONE = 'Europe/Berlin';
const BERLIN = standardCalendar(ZONE);
const NOBODY = { ...BERLIN.week, monday: [], tuesday: [], wednesday: [], thursday: [], friday: [] };
const CHRISTMAS: BusinessCalendar = {
  ...BERLIN,
  holidays: ['2026-12-28'],
  days: {
    '2026-12-24': [{ from: '09:00', to: '12:00' }],
    '2026-12-26': [{ from: '10:00', to: '11:00' }],
    '2026-12-31': [],
  },
  daysOf: (year) => ({
    [`${String(year)}-01-01`]: [],
    [`${String(year)}-12-25`]: [],
    [`${String(year)}-12-26`]: [],
    [`${String(year)}-12-31`]: [{ from: '09:00', to: '10:00' }],
  }),
};
const to = (from: string, amount: number, unit: OffsetUnit, calendar = CHRISTMAS): string | null => {
  const dueMs = addOffset(at(from), { amount, unit }, { zone: ZONE, calendar });
  return dueMs === null ? null : shown(dueMs, ZONE);
};

describe('days unlike their weekday', () => {
  it.each<[string, number, OffsetUnit, string]>([
    ['2026-12-24T11:00+01:00', 1, 'business_hours', '2026-12-24T12:00:00+01:00'],
    ['2026-12-24T11:00+01:00', 2, 'business_hours', '2026-12-26T11:00:00+01:00'],
    ['2026-12-24T11:00+01:00', 3, 'business_hours', '2026-12-29T10:00:00+01:00'],
    ['2026-12-29T10:00+01:00', -3, 'business_hours', '2026-12-24T11:00:00+01:00'],
    ['2026-12-23T08:00+01:00', 2, 'business_days', '2026-12-26T08:00:00+01:00'],
    ['2026-12-23T08:00+01:00', 3, 'business_days', '2026-12-29T08:00:00+01:00'],
    ['2026-12-30T08:00+01:00', 1, 'business_days', '2027-01-04T08:00:00+01:00'],
    ['2029-12-24T08:00+01:00', 1, 'business_days', '2029-12-27T08:00:00+01:00'],
    ['2029-12-28T16:00+01:00', 3, 'business_hours', '2030-01-02T10:00:00+01:00'],
  ])('%s and %i %s is %s', (from, amount, unit, due) => {
    expect(to(from, amount, unit)).toBe(due);
  });
  it('are all there is where no weekday has hours', () => {
    const calendar = { ...CHRISTMAS, week: NOBODY };
    expect(to('2026-12-01T08:00+01:00', 2, 'business_days', calendar)).toBe('2026-12-26T08:00:00+01:00');
    expect(to('2026-12-01T08:00+01:00', 3, 'business_days', calendar)).toBe('2027-12-31T08:00:00+01:00');
    const once = { ...calendar, daysOf: undefined };
    expect(to('2026-12-01T08:00+01:00', 3, 'business_days', once)).toBeNull();
    const closed = { ...once, days: {}, daysOf: () => ({}) };
    expect(to('2026-12-01T08:00+01:00', 1, 'business_days', closed)).toBeNull();
    expect(to('2026-12-01T08:00+01:00', 0, 'business_weeks', calendar)).toBeNull();
  });
  it('stretch a week: it has as many business days as its weekdays have', () => {
    expect(to('2026-12-21T08:00+01:00', 1, 'business_weeks')).toBe('2026-12-29T08:00:00+01:00');
    const tuesdays = { ...BERLIN, week: { ...NOBODY, tuesday: BERLIN.week.tuesday } };
    expect(to('2026-12-21T08:00+01:00', 2, 'business_weeks', tuesdays)).toBe('2026-12-29T08:00:00+01:00');
  });
});

describe('the days of a year', () => {
  it('are asked for once, and only for years that a count comes through', () => {
    const asked: number[] = [];
    const calendar: BusinessCalendar = { ...BERLIN, daysOf: (year) => (asked.push(year), {}) };
    to('2026-11-23T08:00Z', 40, 'business_days', calendar);
    to('2026-12-23T08:00Z', 40, 'business_days', calendar);
    expect(asked).toEqual([2026, 2027]);
  });
  it.each([
    ['daysOf', { daysOf: () => ({ '2026-02-30': [] }) }],
    ['days', { days: { tomorrow: [] } }],
    ['days', { days: { '2026-12-24': [{ from: '12:00', to: '09:00' }] } }],
  ])('and %s are refused where they are no days, or no hours', (_, part) => {
    const broken = { ...BERLIN, ...part };
    expect(() => workingWeekOf(broken).openingsOn(at('2026-02-02T00:00Z') / 86_400_000)).toThrow(UpshotError);
  });
});
