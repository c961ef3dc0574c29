/** Shows how values recur each month and year, over month ends and leap days, and the keys that tell cycles apart. */
import type { FieldValue } from '@upshot/values';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextOccurrence, occurrences } from './occurrences.ts';
import type { BusinessCalendar } from './business-calendar.ts';
import { dayText } from './civil.ts';
import {
  at,
  calendars,
  days,
  instants,
  schedules,
  shown,
  timesOfDay,
  values,
} from './testing/arbitraries.ts';
import { calendar, due, nextFive, schedule } from './testing/due.ts';
import { plainCycles } from './testing/plain-cycles.ts';
import type { DateSchedule } from './types.ts';
import { DAY_MS } from './units.ts';

describe('a recurrence', () => {
  it.each<[string, Partial<DateSchedule>, string, string, readonly string[]]>([
    [
      'monthly on the 31st',
      { recurrence: 'monthly' },
      '2027-01-31',
      '2027-01-01T00:00Z',
      ['2027-01-31T09:00', '2027-02-28T09:00', '2027-03-31T09:00', '2027-04-30T09:00', '2027-05-31T09:00'],
    ],
    [
      'monthly on the 31st in a leap year',
      { recurrence: 'monthly' },
      '2028-01-31',
      '2028-02-01T00:00Z',
      ['2028-02-29T09:00', '2028-03-31T09:00', '2028-04-30T09:00', '2028-05-31T09:00', '2028-06-30T09:00'],
    ],
    [
      'yearly on a leap day',
      { recurrence: 'yearly' },
      '2024-02-29',
      '2026-11-23T00:00Z',
      ['2027-02-28T09:00', '2028-02-29T09:00', '2029-02-28T09:00', '2030-02-28T09:00', '2031-02-28T09:00'],
    ],
    [
      'a birthday of long ago',
      { recurrence: 'yearly' },
      '1964-11-23',
      '2026-11-23T08:00Z',
      ['2027-11-23T09:00', '2028-11-23T09:00', '2029-11-23T09:00', '2030-11-23T09:00', '2031-11-23T09:00'],
    ],
    [
      'a week before each birthday',
      { recurrence: 'yearly', offset: { amount: -1, unit: 'weeks' } },
      '1990-01-03',
      '2026-11-23T00:00Z',
      ['2026-12-27T09:00', '2027-12-27T09:00', '2028-12-27T09:00', '2029-12-27T09:00', '2030-12-27T09:00'],
    ],
    [
      'from a day ahead on, not before it',
      { recurrence: 'monthly' },
      '2030-05-15',
      '2026-11-23T00:00Z',
      ['2030-05-15T09:00', '2030-06-15T09:00', '2030-07-15T09:00', '2030-08-15T09:00', '2030-09-15T09:00'],
    ],
    [
      'a day after each month end',
      { recurrence: 'monthly', offset: { amount: 1, unit: 'days' } },
      '2027-01-31',
      '2027-02-01T12:00Z',
      ['2027-03-01T09:00', '2027-04-01T09:00', '2027-05-01T09:00', '2027-06-01T09:00', '2027-07-01T09:00'],
    ],
    [
      'the first business day from the first of the month on',
      { recurrence: 'monthly', offset: { amount: 0, unit: 'business_days' } },
      '2026-08-01',
      '2026-07-01T00:00Z',
      ['2026-08-03T09:00', '2026-09-01T09:00', '2026-10-01T09:00', '2026-11-02T09:00', '2026-12-01T09:00'],
    ],
    [
      'a datetime by its own time of day',
      { recurrence: 'monthly', timeOfDay: null },
      '2026-09-25T00:30:00Z',
      '2026-09-25T00:00Z',
      ['2026-09-25T02:30', '2026-10-25T02:30', '2026-11-25T02:30', '2026-12-25T02:30', '2027-01-25T02:30'],
    ],
    [
      'over a gap',
      { recurrence: 'monthly', timeOfDay: '02:30' },
      '2027-02-28',
      '2027-03-01T00:00Z',
      ['2027-03-28T03:00', '2027-04-28T02:30', '2027-05-28T02:30', '2027-06-28T02:30', '2027-07-28T02:30'],
    ],
    [
      'up to the end of the year 9999',
      { recurrence: 'monthly' },
      '2000-10-31',
      '9999-10-31T12:00Z',
      ['9999-11-30T09:00', '9999-12-31T09:00'],
    ],
  ])('%s', (_, part, value, after, expected) => {
    expect(nextFive(part, value, after)).toEqual(expected);
  });
  it('is due after the instant asked for, not at it', () => {
    const monthly = { recurrence: 'monthly' } as const;
    expect(due(monthly, '2026-01-15', '2026-11-15T07:59:59.999Z')).toBe('2026-11-15T09:00:00+01:00');
    expect(due(monthly, '2026-01-15', '2026-11-15T08:00:00Z')).toBe('2026-12-15T09:00:00+01:00');
  });
  it('is what listing every cycle finds', () => {
    const timed = fc.tuple(schedules, timesOfDay).map(([any, timeOfDay]) => ({ ...any, timeOfDay }));
    fc.assert(
      fc.property(timed, days.map(dayText), instants, calendars, (any, day, afterMs, work) => {
        fc.pre(any.recurrence !== 'once');
        const cycles = plainCycles(any, day, work, any.recurrence === 'monthly' ? 1230 : 103);
        const listed = cycles.find((dueAtMs) => dueAtMs > afterMs);
        expect(nextOccurrence(any, day, { afterMs, calendar: work })?.dueAtMs).toBe(listed);
      }),
      { numRuns: 300 },
    );
  });
  it('goes on strictly, with a key for each, found again from any moment in between', () => {
    fc.assert(
      fc.property(
        schedules,
        values,
        instants,
        calendars,
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (any, value, afterMs, work, part) => {
          fc.pre(any.recurrence !== 'once');
          const found = occurrences(any, value, { afterMs, calendar: work, count: 14 });
          expect(new Set(found.map(({ key }) => key)).size).toBe(14);
          let previous = afterMs;
          for (const occurrence of found) {
            expect(occurrence.dueAtMs).toBeGreaterThan(previous);
            const between = Math.max(afterMs, previous + Math.floor((occurrence.dueAtMs - previous) * part));
            expect(nextOccurrence(any, value, { afterMs: between, calendar: work })).toEqual(occurrence);
            previous = occurrence.dueAtMs;
          }
        },
      ),
      { numRuns: 300 },
    );
  });
  it('is found over a closure of years, in which cycles fall together, each moment once', () => {
    const first = at('2027-01-01T00:00Z') / DAY_MS;
    const closure = Array.from({ length: 800 }, (_, index) => dayText(first + index));
    const closed: BusinessCalendar = { ...calendar, holidays: closure };
    const monthly = schedule({ recurrence: 'monthly', offset: { amount: 1, unit: 'business_days' } });
    const found = (after: string) =>
      occurrences(monthly, '2020-01-15', { afterMs: at(after), calendar: closed, count: 3 }).map(
        ({ dueAtMs, key }) => `${shown(dueAtMs, 'Europe/Berlin').slice(0, 10)} ${key}`,
      );
    const cycles = [
      '2026-12-16 2020-01-15+83',
      '2029-03-12 2020-01-15+84',
      '2029-03-16 2020-01-15+110',
      '2029-04-16 2020-01-15+111',
      '2029-05-16 2020-01-15+112',
    ];
    expect(found('2026-12-01T00:00Z')).toEqual(cycles.slice(0, 3));
    expect(found('2028-06-01T00:00Z')).toEqual(cycles.slice(1, 4));
    expect(found('2029-03-12T08:00Z')).toEqual(cycles.slice(2, 5));
  });
  it('keeps what a value has below the millisecond: no cycle is early', () => {
    const monthly = schedule({ recurrence: 'monthly', timeOfDay: null, zone: 'UTC' });
    const options = { afterMs: 0, calendar, count: 2 };
    const found = occurrences(monthly, '2026-12-31T23:59:59.999001Z', options);
    expect(found.map(({ dueAtMs }) => dueAtMs)).toEqual([at('2027-01-01T00:00Z'), at('2027-02-01T00:00Z')]);
  });
  it.each([Infinity, 8.64e15, at('9999-12-31T23:00Z')])('ends: nothing is due after %d', (afterMs) => {
    for (const recurrence of ['monthly', 'yearly'] as const)
      expect(nextOccurrence(schedule({ recurrence }), '0001-01-01', { afterMs, calendar })).toBeNull();
  });
  it('begins with its value for any moment before', () => {
    const first = nextOccurrence(schedule({ recurrence: 'yearly' }), '2026-12-01', {
      afterMs: -Infinity,
      calendar,
    });
    expect(first?.dueAtMs).toBe(at('2026-12-01T09:00+01:00'));
  });
});

describe('keys', () => {
  const key = (part: Partial<DateSchedule>, value: FieldValue, after = '2026-11-23T00:00Z') =>
    nextOccurrence(schedule(part), value, { afterMs: at(after), calendar })?.key;
  it.each<[Partial<DateSchedule>, string, string, string]>([
    [{}, '2026-12-01', '2026-11-23T00:00Z', '2026-12-01'],
    [{ timeOfDay: null }, '2026-12-01T13:00:00.12Z', '2026-11-23T00:00Z', '2026-12-01T13:00:00.120Z'],
    [{ recurrence: 'monthly' }, '2026-12-01', '2026-11-23T00:00Z', '2026-12-01'],
    [{ recurrence: 'monthly' }, '2026-12-01', '2026-12-23T00:00Z', '2026-12-01+1'],
    [{ recurrence: 'yearly' }, '2024-02-29', '2026-11-23T00:00Z', '2024-02-29+36'],
  ])('%j for %s after %s: %s', (part, value, after, expected) => {
    expect(key(part, value, after)).toBe(expected);
  });
  it('are the same for the same value, however it is written', () => {
    expect(key({}, '2026-12-01 13:00:00+01:00')).toBe(key({}, '2026-12-01T12:00:00.000000Z'));
  });
  it('are the same whatever the offset, the time and the zone become', () => {
    const parts: readonly Partial<DateSchedule>[] = [
      { offset: { amount: -3, unit: 'days' } },
      { timeOfDay: '17:00' },
      { zone: 'Asia/Tokyo' },
    ];
    expect(new Set(parts.map((part) => key(part, '2026-12-01')))).toEqual(new Set([key({}, '2026-12-01')]));
  });
  it('differ for a moved date', () => {
    fc.assert(
      fc.property(schedules, values, values, instants, (any, one, other, afterMs) => {
        fc.pre(one !== other);
        const [left, right] = [one, other].map(
          (value) => nextOccurrence(any, value, { afterMs, calendar })?.key,
        );
        expect(left).not.toBe(right);
      }),
    );
  });
});
