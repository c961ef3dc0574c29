/** Shows which time of day comes next: on any day or some weekdays, over gaps and repeated hours, and what is refused. */
import { UpshotError } from '@upshot/errors';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addOffset } from './add-offset.ts';
import { standardCalendar, WEEKDAYS, type Weekday } from './business-calendar.ts';
import { nextTimeOfDay } from './next-time-of-day.ts';
import { firstValid } from './testing/first-valid.ts';
import { at, instants, shown, timesOfDay, zones } from './testing/arbitraries.ts';

const next = (after: string, timeOfDay: string, zone: string, weekdays?: readonly Weekday[]) => {
  const dueMs = nextTimeOfDay(at(after), { timeOfDay, zone, weekdays });
  return dueMs === null ? null : shown(dueMs, zone);
};

describe('the next time of day', () => {
  it.each<[string, string, string, readonly Weekday[] | undefined, string | null]>([
    ['2026-11-23T07:59Z', '09:00', 'Europe/Berlin', undefined, '2026-11-23T09:00:00+01:00'],
    ['2026-11-23T08:00Z', '09:00', 'Europe/Berlin', undefined, '2026-11-24T09:00:00+01:00'],
    ['2026-11-23T08:00Z', '09:00:01', 'Europe/Berlin', undefined, '2026-11-23T09:00:01+01:00'],
    ['2026-11-23T08:00Z', '09:00', 'Europe/Berlin', ['monday'], '2026-11-30T09:00:00+01:00'],
    ['2026-11-23T08:00Z', '09:00', 'Europe/Berlin', ['sunday', 'friday'], '2026-11-27T09:00:00+01:00'],
    ['2026-11-23T08:00Z', '09:00', 'Europe/Berlin', [], null],
    ['2026-11-23T20:00Z', '06:00', 'Asia/Tokyo', ['tuesday'], '2026-11-24T06:00:00+09:00'],
    ['2026-10-25T00:29Z', '02:30', 'Europe/Berlin', undefined, '2026-10-25T02:30:00+02:00'],
    ['2026-10-25T00:30Z', '02:30', 'Europe/Berlin', undefined, '2026-10-26T02:30:00+01:00'],
    ['2027-03-28T00:30Z', '02:30', 'Europe/Berlin', undefined, '2027-03-28T03:00:00+02:00'],
    ['2027-04-29T12:00Z', '00:00', 'Africa/Cairo', undefined, '2027-04-30T01:00:00+03:00'],
    ['2011-12-29T20:00Z', '09:00', 'Pacific/Apia', undefined, '2011-12-31T00:00:00+14:00'],
  ])('after %s at %s in %s on %j', (after, timeOfDay, zone, weekdays, to) => {
    expect(next(after, timeOfDay, zone, weekdays)).toBe(to);
  });
  it('is the first of all days that Temporal lists', () => {
    const some = fc.subarray([...WEEKDAYS], { minLength: 1 });
    fc.assert(
      fc.property(instants, timesOfDay, zones, some, (afterMs, timeOfDay, zone, weekdays) => {
        const today = Temporal.Instant.fromEpochMilliseconds(afterMs).toZonedDateTimeISO(zone).toPlainDate();
        const listed = Array.from({ length: 12 }, (_, day) => today.add({ days: day - 1 }))
          .filter((day) => weekdays.includes(WEEKDAYS[day.dayOfWeek - 1] ?? 'monday'))
          .map((day) => firstValid(day.toPlainDateTime(timeOfDay), zone))
          .filter((dueMs) => dueMs > afterMs);
        expect(nextTimeOfDay(afterMs, { timeOfDay, zone, weekdays })).toBe(Math.min(...listed));
      }),
    );
  });
  it.each(['9:00', '24:00', '', 'noon'])('refuses %j', (timeOfDay) => {
    expect(() => nextTimeOfDay(0, { timeOfDay, zone: 'UTC' })).toThrow(UpshotError);
  });
  it('refuses what is no zone', () => {
    expect(() => nextTimeOfDay(0, { timeOfDay: '09:00', zone: 'Mars/Base' })).toThrow(UpshotError);
  });
});

describe('an offset to a time of day', () => {
  const calendar = standardCalendar('Europe/Berlin');
  const zone = 'Europe/Berlin';
  it('of days is on the day that they reach, of hours the next such time', () => {
    const to = (amount: number, unit: 'days' | 'hours' | 'minutes', timeOfDay: string) =>
      shown(addOffset(at('2026-11-23T09:00Z'), { amount, unit }, { zone, calendar, timeOfDay }) ?? 0, zone);
    expect(to(1, 'days', '09:00')).toBe('2026-11-24T09:00:00+01:00');
    expect(to(-1, 'days', '09:00')).toBe('2026-11-22T09:00:00+01:00');
    expect(to(1, 'hours', '11:00')).toBe('2026-11-23T11:00:00+01:00');
    expect(to(1, 'hours', '10:59')).toBe('2026-11-24T10:59:00+01:00');
    expect(to(0, 'minutes', '10:00')).toBe('2026-11-23T10:00:00+01:00');
  });
  it('shows that time, or the end of the gap that swallowed it', () => {
    fc.assert(
      fc.property(
        instants,
        timesOfDay,
        zones,
        fc.integer({ min: 0, max: 40 }),
        (from, timeOfDay, name, amount) => {
          const counted = { zone: name, calendar, timeOfDay };
          const dueMs = addOffset(from, { amount, unit: 'days' }, counted) ?? Number.NaN;
          const start = Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(name).toPlainDate();
          expect(dueMs).toBe(firstValid(start.add({ days: amount }).toPlainDateTime(timeOfDay), name));
        },
      ),
    );
  });
});
