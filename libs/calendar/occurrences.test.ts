/** Shows when schedules are due: each unit, time of day and zone, once per due value. */
import { UpshotError } from '@upshot/errors';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextOccurrence, occurrences } from './occurrences.ts';
import type { BusinessCalendar } from './business-calendar.ts';
import { dayText } from './civil.ts';
import { overdueSchedule } from './overdue.ts';
import { at, calendars, days, instants, schedules, shown, values } from './testing/arbitraries.ts';
import { calendar, due, schedule } from './testing/due.ts';
import type { DateSchedule } from './types.ts';

describe('once', () => {
  it.each<[string, Partial<DateSchedule>, string, string]>([
    ['on the day at a time', {}, '2026-12-01', '2026-12-01T09:00:00+01:00'],
    ['with seconds', { timeOfDay: '09:00:30' }, '2026-12-01', '2026-12-01T09:00:30+01:00'],
    ['a day has no time: its start', { timeOfDay: null }, '2026-12-01', '2026-12-01T00:00:00+01:00'],
    [
      'the start of a day without midnight',
      { timeOfDay: null, zone: 'Africa/Cairo' },
      '2027-04-30',
      '2027-04-30T01:00:00+03:00',
    ],
    [
      'a day is one of the zone',
      { timeOfDay: null, zone: 'Pacific/Kiritimati' },
      '2026-12-01',
      '2026-12-01T00:00:00+14:00',
    ],
    ['a day is one of the offset', { zone: '+05:30' }, '2026-12-01', '2026-12-01T09:00:00+05:30'],
    ['a datetime has its own', { timeOfDay: null }, '2026-12-01T13:14:15.250Z', '2026-12-01T14:14:15+01:00'],
    ['a datetime at a time of its day', {}, '2026-12-01T13:14:15Z', '2026-12-01T09:00:00+01:00'],
    ['a datetime whose day differs in the zone', {}, '2026-12-01T23:30:00Z', '2026-12-02T09:00:00+01:00'],
    [
      'three days before',
      { offset: { amount: -3, unit: 'days' } },
      '2026-12-01',
      '2026-11-28T09:00:00+01:00',
    ],
    ['two weeks after', { offset: { amount: 2, unit: 'weeks' } }, '2026-12-01', '2026-12-15T09:00:00+01:00'],
    [
      'a month after the 31st',
      { offset: { amount: 1, unit: 'months' } },
      '2027-01-31',
      '2027-02-28T09:00:00+01:00',
    ],
    [
      'a year after a leap day',
      { offset: { amount: 1, unit: 'years' } },
      '2028-02-29',
      '2029-02-28T09:00:00+01:00',
    ],
    [
      'ninety minutes before',
      { offset: { amount: -90, unit: 'minutes' }, timeOfDay: null },
      '2026-12-01T13:00:00Z',
      '2026-12-01T12:30:00+01:00',
    ],
    [
      'two hours before the time of day',
      { offset: { amount: -2, unit: 'hours' } },
      '2026-12-01',
      '2026-12-01T07:00:00+01:00',
    ],
    [
      'three business days after',
      { offset: { amount: 3, unit: 'business_days' } },
      '2026-11-27',
      '2026-12-02T09:00:00+01:00',
    ],
    [
      'ten business hours after',
      { offset: { amount: 10, unit: 'business_hours' } },
      '2026-11-27',
      '2026-11-30T11:00:00+01:00',
    ],
    ['in a gap', { timeOfDay: '02:30' }, '2027-03-28', '2027-03-28T03:00:00+02:00'],
    ['in an overlap', { timeOfDay: '02:30' }, '2026-10-25', '2026-10-25T02:30:00+02:00'],
    [
      'a datetime in the second of an overlap is not early',
      { timeOfDay: null },
      '2026-10-25T01:30:00Z',
      '2026-10-25T02:30:00+01:00',
    ],
    ['in the past', {}, '1999-12-31', '1999-12-31T09:00:00+01:00'],
    ['in a day that never was', { zone: 'Pacific/Apia' }, '2011-12-30', '2011-12-31T00:00:00+14:00'],
    [
      'in the last year',
      { offset: { amount: 10, unit: 'years' } },
      '9999-12-31',
      '+010009-12-31T09:00:00+01:00',
    ],
  ])('%s', (_, part, value, instant) => {
    expect(due(part, value)).toBe(instant);
  });
  it.each([undefined, null, '', 'infinity', 'soon', '2026-02-30', '0000-00-00', 5, true, []])(
    'is never due for %j',
    (value) => {
      for (const recurrence of ['once', 'monthly', 'yearly'] as const)
        expect(nextOccurrence(schedule({ recurrence }), value, { afterMs: 0, calendar })).toBeNull();
    },
  );
  it('is not early by what a value has below the millisecond', () => {
    const options = { afterMs: 0, calendar };
    const [plain, beyond] = ['2026-12-01T13:00:00.500Z', '2026-12-01T13:00:00.500001Z'].map((value) =>
      nextOccurrence(schedule({ timeOfDay: null }), value, options),
    );
    expect([plain?.dueAtMs, beyond?.dueAtMs]).toEqual([
      at('2026-12-01T13:00:00.500Z'),
      at('2026-12-01T13:00:00.501Z'),
    ]);
    expect(due({}, '2026-12-01T22:59:59.999999Z')).toBe('2026-12-01T09:00:00+01:00');
  });
  it('is the same whatever comes before', () => {
    fc.assert(
      fc.property(schedules, values, instants, instants, calendars, (any, value, one, other, work) => {
        const once = { ...any, recurrence: 'once' as const };
        const found = nextOccurrence(once, value, { afterMs: one, calendar: work });
        expect(nextOccurrence(once, value, { afterMs: other, calendar: work })).toEqual(found);
        expect(occurrences(once, value, { afterMs: one, calendar: work, count: 5 })).toEqual([found]);
      }),
    );
  });
  it('is never due earlier for a later day', () => {
    fc.assert(
      fc.property(schedules, days, fc.nat(400), calendars, (any, day, later, work) => {
        const dueOf = (of: number) =>
          nextOccurrence({ ...any, recurrence: 'once' }, dayText(of), { afterMs: 0, calendar: work })
            ?.dueAtMs ?? Number.NaN;
        expect(dueOf(day + later)).toBeGreaterThanOrEqual(dueOf(day));
      }),
      { numRuns: 1000 },
    );
  });
});

describe('without working time', () => {
  const free: BusinessCalendar = {
    ...calendar,
    holidays: [],
    week: { ...calendar.week, monday: [], tuesday: [], wednesday: [], thursday: [], friday: [] },
  };
  it.each(['business_days', 'business_hours'] as const)('nothing in %s is ever due', (unit) => {
    for (const recurrence of ['once', 'monthly', 'yearly'] as const) {
      const any = schedule({ recurrence, offset: { amount: 1, unit } });
      expect(nextOccurrence(any, '2026-12-01', { afterMs: 0, calendar: free })).toBeNull();
      expect(occurrences(any, '2026-12-01', { afterMs: 0, calendar: free, count: 5 })).toEqual([]);
    }
  });
});

describe('occurrences', () => {
  it.each([0, -1])('finds none where %i are asked for', (count) => {
    for (const recurrence of ['once', 'monthly'] as const)
      expect(occurrences(schedule({ recurrence }), '2026-12-01', { afterMs: 0, calendar, count })).toEqual(
        [],
      );
  });
});

describe('overdueSchedule', () => {
  it('is due when the day is over, or the moment has come', () => {
    const dueOf = (type: 'date' | 'datetime', value: string) => {
      const next = nextOccurrence(overdueSchedule('due_date', type, 'America/Sao_Paulo'), value, {
        afterMs: 0,
        calendar,
      });
      return shown(next?.dueAtMs ?? 0, 'America/Sao_Paulo');
    };
    expect(dueOf('date', '2026-12-01')).toBe('2026-12-02T00:00:00-03:00');
    expect(dueOf('datetime', '2026-12-01T13:00:00Z')).toBe('2026-12-01T10:00:00-03:00');
  });
});

describe('a schedule that its schema refuses', () => {
  it.each<Partial<DateSchedule>>([
    { zone: 'Mars/Base' },
    { timeOfDay: '25:00' },
    { offset: { amount: 1.5, unit: 'days' } },
    { offset: { amount: Number.NaN, unit: 'days' } },
    { offset: { amount: Infinity, unit: 'minutes' } },
  ])('throws a coded error: %j', (part) => {
    expect(() => nextOccurrence(schedule(part), '2026-12-01', { afterMs: 0, calendar })).toThrow(UpshotError);
  });
  it.each(['minutes', 'days', 'years', 'business_days'] as const)(
    'stays within what a Date holds for 1e12 %s',
    (unit) => {
      for (const amount of [1e12, -1e12]) {
        const next = nextOccurrence(schedule({ offset: { amount, unit } }), '2026-12-01', {
          afterMs: 0,
          calendar,
        });
        expect(next === null || Number.isFinite(new Date(next.dueAtMs).getTime())).toBe(true);
      }
    },
  );
});
