/** Shows that days, months and weekdays are those of the platform's calendar. */
import { daysSinceEpoch } from '@upshot/values';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addMonths, civilOf, dayText, monthsBetween, weekdayOf } from './civil.ts';
import { FIRST_DAY, LAST_DAY } from './units.ts';

const anyDay = fc.integer({ min: FIRST_DAY, max: LAST_DAY });
const EPOCH = Temporal.PlainDate.from('1970-01-01');
const plain = (day: number) => EPOCH.add({ days: day });
const dayOf = (text: string): number => EPOCH.until(text, { largestUnit: 'days' }).days;

describe('civilOf', () => {
  it('agrees with the platform on every day of two eras and around the ends', () => {
    const wrong = [];
    for (const first of [FIRST_DAY, dayOf('1700-01-01'), LAST_DAY - 1000])
      for (let day = first; day < Math.min(first + 150_000, LAST_DAY + 1); day += 1) {
        const date = new Date(day * 86_400_000);
        const { year, month, day: ofMonth } = civilOf(day);
        if (
          year !== date.getUTCFullYear() ||
          month !== date.getUTCMonth() + 1 ||
          ofMonth !== date.getUTCDate()
        )
          wrong.push(day);
      }
    expect(wrong).toEqual([]);
  });
  it('is the reverse of daysSinceEpoch', () => {
    fc.assert(
      fc.property(fc.integer({ min: -5_000_000, max: 50_000_000 }), (day) => {
        const { year, month, day: ofMonth } = civilOf(day);
        expect(daysSinceEpoch(year, month, ofMonth)).toBe(day);
      }),
    );
  });
  it('begins and ends where values do', () => {
    expect([dayText(FIRST_DAY), dayText(LAST_DAY)]).toEqual(['0001-01-01', '9999-12-31']);
  });
});

describe('addMonths', () => {
  it.each([
    ['2026-01-31', 1, '2026-02-28'],
    ['2028-01-31', 1, '2028-02-29'],
    ['2026-01-31', 2, '2026-03-31'],
    ['2026-01-31', 3, '2026-04-30'],
    ['2028-02-29', 12, '2029-02-28'],
    ['2028-02-29', 48, '2032-02-29'],
    ['2096-02-29', 48, '2100-02-28'],
    ['2026-03-31', -1, '2026-02-28'],
    ['2026-01-15', -1, '2025-12-15'],
    ['2026-12-15', 1, '2027-01-15'],
    ['2026-01-01', -24, '2024-01-01'],
    ['2026-05-17', 0, '2026-05-17'],
  ])('%s and %i months is %s', (from, months, to) => {
    expect(dayText(addMonths(dayOf(from), months))).toBe(to);
  });
  it('agrees with the platform', () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: -1500, max: 1500 }), (day, months) => {
        const there = addMonths(day, months);
        expect(there).toBe(EPOCH.until(plain(day).add({ months }), { largestUnit: 'days' }).days);
        expect(monthsBetween(day, there)).toBe(months);
      }),
    );
  });
});

describe('weekdayOf', () => {
  it('counts from Monday, before 1970 too', () => {
    fc.assert(
      fc.property(anyDay, (day) => {
        expect(weekdayOf(day)).toBe(plain(day).dayOfWeek - 1);
      }),
    );
  });
});
