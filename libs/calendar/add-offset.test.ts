/** Shows each unit of an offset, over clock changes and month ends, forward and back. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addOffset } from './add-offset.ts';
import { standardCalendar } from './business-calendar.ts';
import { at, calendars, instants, shown, zones } from './testing/arbitraries.ts';
import { OFFSET_UNITS, type OffsetUnit } from './types.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from './units.ts';

const calendar = standardCalendar('Europe/Berlin');
const moved = (from: string, amount: number, unit: OffsetUnit, zone: string): string => {
  const dueMs = addOffset(at(from), { amount, unit }, { zone, calendar });
  return dueMs === null ? 'never' : shown(dueMs, zone);
};

describe('addOffset', () => {
  it.each<[string, number, OffsetUnit, string]>([
    ['2027-03-28T01:30+01:00', 30, 'minutes', '2027-03-28T03:00:00+02:00'],
    ['2027-03-28T01:30+01:00', 1, 'hours', '2027-03-28T03:30:00+02:00'],
    ['2027-03-27T12:00+01:00', 24, 'hours', '2027-03-28T13:00:00+02:00'],
    ['2027-03-27T12:00+01:00', 1, 'days', '2027-03-28T12:00:00+02:00'],
    ['2027-03-27T02:30+01:00', 1, 'days', '2027-03-28T03:00:00+02:00'],
    ['2027-03-29T02:30+02:00', -1, 'days', '2027-03-28T03:00:00+02:00'],
    ['2026-10-24T02:30+02:00', 1, 'days', '2026-10-25T02:30:00+02:00'],
    ['2026-10-26T02:30+01:00', -1, 'days', '2026-10-25T02:30:00+02:00'],
    ['2026-10-25T02:30+01:00', 0, 'days', '2026-10-25T02:30:00+01:00'],
    ['2026-10-25T02:30+01:00', 0, 'months', '2026-10-25T02:30:00+01:00'],
    ['2026-10-25T02:30+01:00', -1, 'hours', '2026-10-25T02:30:00+02:00'],
    ['2027-03-21T02:30+01:00', 1, 'weeks', '2027-03-28T03:00:00+02:00'],
    ['2026-12-01T08:15:30+01:00', -2, 'weeks', '2026-11-17T08:15:30+01:00'],
    ['2026-01-31T08:00+01:00', 1, 'months', '2026-02-28T08:00:00+01:00'],
    ['2026-05-31T08:00+02:00', -3, 'months', '2026-02-28T08:00:00+01:00'],
    ['2028-02-29T08:00+01:00', 1, 'years', '2029-02-28T08:00:00+01:00'],
    ['2028-02-29T08:00+01:00', -4, 'years', '2024-02-29T08:00:00+01:00'],
    ['2026-11-27T16:00+01:00', 2, 'business_hours', '2026-11-30T10:00:00+01:00'],
    ['2026-11-27T20:00+01:00', 1, 'business_days', '2026-11-30T20:00:00+01:00'],
    ['2026-11-30T08:00+01:00', -1, 'business_days', '2026-11-27T08:00:00+01:00'],
    ['2026-11-25T08:00+01:00', 1, 'business_weeks', '2026-12-02T08:00:00+01:00'],
    ['2026-11-28T08:00+01:00', 1, 'business_weeks', '2026-12-04T08:00:00+01:00'],
    ['2026-11-25T08:00+01:00', -2, 'business_weeks', '2026-11-11T08:00:00+01:00'],
    ['2026-11-28T08:00+01:00', 0, 'business_weeks', '2026-11-30T08:00:00+01:00'],
  ])('%s and %i %s is %s', (from, amount, unit, to) => {
    expect(moved(from, amount, unit, 'Europe/Berlin')).toBe(to);
  });
  it.each<[string, string, number, OffsetUnit, string]>([
    ['Pacific/Apia', '2011-12-29T09:00-10:00', 1, 'days', '2011-12-31T00:00:00+14:00'],
    ['Pacific/Apia', '2011-12-29T09:00-10:00', 2, 'days', '2011-12-31T09:00:00+14:00'],
    ['Pacific/Apia', '2011-12-29T09:00-10:00', 24, 'hours', '2011-12-31T09:00:00+14:00'],
    ['Africa/Cairo', '2027-04-29T00:15+02:00', 1, 'days', '2027-04-30T01:00:00+03:00'],
    ['Asia/Tokyo', '2026-11-27T20:00Z', 1, 'business_days', '2026-11-30T05:00:00+09:00'],
    ['America/Los_Angeles', '2026-11-28T04:00Z', 1, 'business_days', '2026-11-30T20:00:00-08:00'],
  ])('in %s: %s and %i %s is %s', (zone, from, amount, unit, to) => {
    expect(moved(from, amount, unit, zone)).toBe(to);
  });
  it('adds exact durations exactly', () => {
    const amounts = fc.integer({ min: -100_000, max: 100_000 });
    fc.assert(
      fc.property(instants, amounts, zones, (fromMs, amount, zone) => {
        const by = (unit: OffsetUnit) => addOffset(fromMs, { amount, unit }, { zone, calendar });
        expect([by('minutes'), by('hours')]).toEqual([
          fromMs + amount * MINUTE_MS,
          fromMs + amount * HOUR_MS,
        ]);
      }),
    );
  });
  it('comes back to the same wall-clock time after days and weeks, but for what a clock change takes', () => {
    const units = fc.constantFrom<OffsetUnit>('days', 'weeks');
    /** So that 500 weeks reach back to 2012 at most, since when no place has left a day out. */
    const later = fc.integer({ min: at('2022-01-01T00:00Z'), max: at('2060-01-01T00:00Z') });
    fc.assert(
      fc.property(later, fc.integer({ min: -500, max: 500 }), units, zones, (fromMs, amount, unit, zone) => {
        const there = addOffset(fromMs, { amount, unit }, { zone, calendar }) ?? Number.NaN;
        const back = addOffset(there, { amount: -amount, unit }, { zone, calendar }) ?? Number.NaN;
        const isMidday = (ms: number) => shown(ms, zone).slice(11, 13) === '12';
        expect(Math.abs(back - fromMs)).toBeLessThanOrEqual(isMidday(fromMs) ? 0 : 4 * HOUR_MS);
      }),
      { numRuns: 1000 },
    );
  });
  it('comes back within three days after months and years, and never later than it began', () => {
    fc.assert(
      fc.property(instants, fc.integer({ min: -60, max: 60 }), (fromMs, amount) => {
        for (const unit of ['months', 'years'] as const) {
          const there = addOffset(fromMs, { amount, unit }, { zone: 'UTC', calendar }) ?? Number.NaN;
          const back = addOffset(there, { amount: -amount, unit }, { zone: 'UTC', calendar }) ?? Number.NaN;
          expect(fromMs - back).toBeGreaterThanOrEqual(0);
          expect(fromMs - back).toBeLessThanOrEqual(3 * DAY_MS);
        }
      }),
    );
  });
  it('goes later for a larger amount, in every unit', () => {
    const amounts = fc.tuple(fc.integer({ min: -30, max: 30 }), fc.integer({ min: 1, max: 10 }));
    fc.assert(
      fc.property(instants, amounts, zones, calendars, (fromMs, [amount, more], zone, work) => {
        for (const unit of OFFSET_UNITS) {
          const by = (count: number) =>
            addOffset(fromMs, { amount: count, unit }, { zone, calendar: work }) ?? Number.NaN;
          expect(by(amount + more)).toBeGreaterThanOrEqual(by(amount));
        }
      }),
      { numRuns: 200 },
    );
  });
  it.each(OFFSET_UNITS)('stays within what a Date holds, for any number of %s', (unit) => {
    for (const amount of [1e12, -1e12, Number.MAX_SAFE_INTEGER]) {
      const dueMs = addOffset(at('2026-01-01T00:00Z'), { amount, unit }, { zone: 'Europe/Berlin', calendar });
      expect(dueMs === null || Number.isFinite(new Date(dueMs).getTime())).toBe(true);
    }
  });
});
