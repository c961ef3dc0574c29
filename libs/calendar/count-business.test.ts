/** Shows that business days and hours are counted over weekends, holidays, closings and clock changes, and end. */
import { UpshotError } from '@upshot/errors';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { standardCalendar, type BusinessCalendar } from './business-calendar.ts';
import { dayText } from './civil.ts';
import { countBusinessDays, countBusinessTime } from './count-business.ts';
import { at, calendars, days, shown } from './testing/arbitraries.ts';
import { isWorkingQuarter, QUARTER_MS, workingQuarters } from './testing/working-quarters.ts';
import { DAY_MS, HOUR_MS } from './units.ts';
import { workingWeekOf } from './working-week.ts';

const BERLIN = standardCalendar('Europe/Berlin');
const XMAS: BusinessCalendar = { ...BERLIN, holidays: ['2026-12-25', '2026-12-26', '2027-01-01'] };
const NEVER: BusinessCalendar = {
  ...BERLIN,
  week: { ...standardCalendar('UTC').week, monday: [], tuesday: [], wednesday: [], thursday: [], friday: [] },
};
const SPLIT: BusinessCalendar = {
  ...BERLIN,
  week: {
    ...BERLIN.week,
    wednesday: [
      { from: '14:00', to: '18:00' },
      { from: '08:00', to: '12:00' },
    ],
  },
};
const NIGHTS: BusinessCalendar = {
  zone: 'Europe/Berlin',
  week: {
    ...NEVER.week,
    saturday: [{ from: '22:00', to: '24:00' }],
    sunday: [{ from: '00:00', to: '06:00' }],
  },
  holidays: [],
};
const SMALL_HOURS: BusinessCalendar = {
  zone: 'Europe/Berlin',
  week: { ...NEVER.week, sunday: [{ from: '02:00', to: '03:00' }], monday: [{ from: '09:00', to: '17:00' }] },
  holidays: [],
};
/** Its clocks went back from one minute past midnight on a Sunday into the Saturday before. */
const ST_JOHNS: BusinessCalendar = {
  zone: 'America/St_Johns',
  week: { ...NEVER.week, sunday: [{ from: '00:00', to: '06:00' }] },
  holidays: [],
};
const SUNDAY_EARLY: BusinessCalendar = {
  zone: 'Europe/Berlin',
  week: { ...NEVER.week, sunday: [{ from: '01:00', to: '02:30' }] },
  holidays: [],
};
const ROUND_THE_CLOCK = [{ from: '00:00', to: '24:00' }];
const ALWAYS: BusinessCalendar = {
  zone: 'America/New_York',
  week: {
    monday: ROUND_THE_CLOCK,
    tuesday: ROUND_THE_CLOCK,
    wednesday: ROUND_THE_CLOCK,
    thursday: ROUND_THE_CLOCK,
    friday: ROUND_THE_CLOCK,
    saturday: ROUND_THE_CLOCK,
    sunday: ROUND_THE_CLOCK,
  },
  holidays: [],
};

const dayOf = (text: string): number => at(`${text}T00:00Z`) / DAY_MS;
const daysFrom = (from: string, amount: number, calendar: BusinessCalendar): string | null => {
  const day = countBusinessDays(dayOf(from), amount, workingWeekOf(calendar));
  return day === null ? null : dayText(day);
};
const hoursFrom = (from: string, hours: number, calendar: BusinessCalendar): string | null => {
  const dueMs = countBusinessTime(at(from), hours * HOUR_MS, workingWeekOf(calendar));
  return dueMs === null ? null : shown(dueMs, calendar.zone);
};

describe('business days', () => {
  it.each([
    ['a Monday and one', '2026-11-23', 1, '2026-11-24'],
    ['a Friday and one', '2026-11-27', 1, '2026-11-30'],
    ['a Saturday and one', '2026-11-28', 1, '2026-11-30'],
    ['a Sunday and one', '2026-11-29', 1, '2026-11-30'],
    ['a Saturday and two', '2026-11-28', 2, '2026-12-01'],
    ['a Friday and five', '2026-11-27', 5, '2026-12-04'],
    ['a Monday less one', '2026-11-30', -1, '2026-11-27'],
    ['a Sunday less one', '2026-11-29', -1, '2026-11-27'],
    ['a Friday less five', '2026-12-04', -5, '2026-11-27'],
    ['none from a business day', '2026-11-27', 0, '2026-11-27'],
    ['none from a Saturday', '2026-11-28', 0, '2026-11-30'],
    ['over holidays', '2026-12-24', 1, '2026-12-28'],
    ['back over holidays', '2027-01-04', -1, '2026-12-31'],
    ['none from a holiday', '2027-01-01', 0, '2027-01-04'],
    ['the most of one year and more', '2026-11-23', 2000, '2034-07-26'],
  ])('%s: %s and %i is %s', (_, from, amount, to) => {
    expect(daysFrom(from, amount, XMAS)).toBe(to);
  });
  it('agree with counting every day, and come back', () => {
    fc.assert(
      fc.property(calendars, days, fc.integer({ min: 1, max: 60 }), (calendar, from, amount) => {
        const week = workingWeekOf(calendar);
        const isOpen = (day: number): boolean => week.openingsOn(day).length > 0;
        const there = countBusinessDays(from, amount, week) ?? Number.NaN;
        const counted = Array.from({ length: there - from }, (_, index) => from + index + 1).filter(isOpen);
        expect([counted.length, counted.at(-1)]).toEqual([amount, there]);
        const start = countBusinessDays(from, 0, week) ?? Number.NaN;
        const again = countBusinessDays(start, amount, week) ?? Number.NaN;
        expect(countBusinessDays(again, -amount, week)).toBe(start);
      }),
    );
  });
});

describe('business hours', () => {
  it.each([
    ['within a day', '2026-11-23T10:00+01:00', 3, '2026-11-23T13:00:00+01:00'],
    ['to the closing', '2026-11-23T09:00+01:00', 8, '2026-11-23T17:00:00+01:00'],
    ['over a night', '2026-11-23T16:00+01:00', 2, '2026-11-24T10:00:00+01:00'],
    ['over a weekend', '2026-11-27T16:30+01:00', 1, '2026-11-30T09:30:00+01:00'],
    ['from a weekend', '2026-11-28T12:00+01:00', 1, '2026-11-30T10:00:00+01:00'],
    ['from before the opening', '2026-11-23T03:00+01:00', 1, '2026-11-23T10:00:00+01:00'],
    ['from the closing', '2026-11-23T17:00+01:00', 1, '2026-11-24T10:00:00+01:00'],
    ['none, at work', '2026-11-23T10:00+01:00', 0, '2026-11-23T10:00:00+01:00'],
    ['none, from a night', '2026-11-23T20:00+01:00', 0, '2026-11-24T09:00:00+01:00'],
    ['over holidays', '2026-12-24T16:00+01:00', 2, '2026-12-28T10:00:00+01:00'],
    ['back within a day', '2026-11-23T13:00+01:00', -3, '2026-11-23T10:00:00+01:00'],
    ['back to the opening', '2026-11-23T17:00+01:00', -8, '2026-11-23T09:00:00+01:00'],
    ['back over a weekend', '2026-11-30T09:30+01:00', -1, '2026-11-27T16:30:00+01:00'],
    ['back from a weekend', '2026-11-29T12:00+01:00', -1, '2026-11-27T16:00:00+01:00'],
    ['over a clock change on a weekend', '2027-03-26T16:00+01:00', 2, '2027-03-29T10:00:00+02:00'],
    ['forty hours are a week', '2026-11-23T09:00+01:00', 40, '2026-11-27T17:00:00+01:00'],
  ])('%s: %s and %i is %s', (_, from, hours, to) => {
    expect(hoursFrom(from, hours, XMAS)).toBe(to);
  });
  it.each([
    ['over a break', SPLIT, '2026-11-25T11:00+01:00', 2, '2026-11-25T15:00:00+01:00'],
    ['back over a break', SPLIT, '2026-11-25T15:00+01:00', -2, '2026-11-25T11:00:00+01:00'],
    ['over midnight', NIGHTS, '2026-11-28T23:00+01:00', 2, '2026-11-29T01:00:00+01:00'],
    ['a night that is an hour short', NIGHTS, '2027-03-27T22:00+01:00', 7, '2027-03-28T06:00:00+02:00'],
    ['a night that is an hour long', NIGHTS, '2026-10-24T22:00+02:00', 9, '2026-10-25T06:00:00+01:00'],
    ['hours that a gap takes whole', SMALL_HOURS, '2027-03-28T00:30+01:00', 0, '2027-03-29T09:00:00+02:00'],
    ['and counted through', SMALL_HOURS, '2027-03-21T02:00+01:00', 10, '2027-03-29T10:00:00+02:00'],
    ['and counted back', SMALL_HOURS, '2027-03-29T10:00+02:00', -9.5, '2027-03-21T02:30:00+01:00'],
    [
      'back from a Saturday after its Sunday began',
      ST_JOHNS,
      '2010-11-06T23:31-03:30',
      -0.25,
      '2010-11-06T23:16:00-03:30',
    ],
    [
      'a closing that the clock shows twice is the first',
      SUNDAY_EARLY,
      '2026-10-25T01:00+02:00',
      2,
      '2026-11-01T01:30:00+01:00',
    ],
    ['round the clock is real time', ALWAYS, '2027-03-13T12:00-05:00', 24, '2027-03-14T13:00:00-04:00'],
    ['and back', ALWAYS, '2027-03-14T13:00-04:00', -24, '2027-03-13T12:00:00-05:00'],
  ])('%s', (_, calendar, from, hours, to) => {
    expect(hoursFrom(from, hours, calendar)).toBe(to);
  });
  it('agree with counting quarters of an hour, and come back', () => {
    const quarters = fc.integer({ min: 1, max: 80 });
    fc.assert(
      fc.property(calendars, days, fc.nat(95), quarters, (calendar, day, quarter, amount) => {
        const week = workingWeekOf(calendar);
        const fromMs = day * DAY_MS + quarter * QUARTER_MS;
        const dueMs = countBusinessTime(fromMs, amount * QUARTER_MS, week) ?? Number.NaN;
        expect(workingQuarters(fromMs, dueMs, calendar)).toBe(amount);
        expect(isWorkingQuarter(dueMs - QUARTER_MS, calendar)).toBe(true);
        expect(countBusinessTime(dueMs, -amount * QUARTER_MS, week)).toBe(countBusinessTime(fromMs, 0, week));
      }),
      { numRuns: 60 },
    );
  });
  it('never end earlier for starting later, or for counting more', () => {
    const lengths = fc.integer({ min: -30 * HOUR_MS, max: 30 * HOUR_MS });
    const starts = days.map((day) => day * DAY_MS);
    const later = fc.integer({ min: 0, max: 3 * DAY_MS });
    fc.assert(
      fc.property(calendars, starts, later, lengths, later, (calendar, fromMs, laterMs, lengthMs, moreMs) => {
        const week = workingWeekOf(calendar);
        const due = (ms: number, amount: number) => countBusinessTime(ms, amount, week) ?? Number.NaN;
        expect(due(fromMs + laterMs, lengthMs)).toBeGreaterThanOrEqual(due(fromMs, lengthMs));
        expect(due(fromMs, lengthMs + moreMs)).toBeGreaterThanOrEqual(due(fromMs, lengthMs));
      }),
      { numRuns: 300 },
    );
  });
});

describe('a calendar without working time', () => {
  const closed: BusinessCalendar = {
    ...NEVER,
    week: { ...NEVER.week, monday: [{ from: '09:00', to: '17:00' }] },
    holidays: Array.from({ length: 6000 }, (_, index) => dayText(dayOf('2026-11-23') + index * 7)),
  };
  it.each([1, -1, 0, 2000, 1e12, -1e12])('is never due after %i', (amount) => {
    expect([daysFrom('2026-11-23', amount, NEVER), hoursFrom('2026-11-23T09:00Z', amount, NEVER)]).toEqual([
      null,
      null,
    ]);
  });
  it('is looked through for a century, no longer', () => {
    expect([daysFrom('2026-11-23', 1, closed), hoursFrom('2026-11-23T09:00Z', 1, closed)]).toEqual([
      null,
      null,
    ]);
    expect([daysFrom('2026-11-23', -1, closed), hoursFrom('2026-11-23T09:00Z', -1, closed)]).toEqual([
      '2026-11-16',
      '2026-11-16T16:00:00+01:00',
    ]);
  });
  it.each([1e12, -1e12])('is as good as one with too little of it for %i', (amount) => {
    expect([daysFrom('2026-11-23', amount, ALWAYS), hoursFrom('2026-11-23T09:00Z', amount, ALWAYS)]).toEqual([
      null,
      null,
    ]);
  });
});

describe('a calendar that its schema refuses', () => {
  it.each([
    { ...BERLIN, zone: 'Mars/Base' },
    { ...BERLIN, holidays: ['2026-02-30'] },
    { ...BERLIN, holidays: ['2026-02-03T00:00Z'] },
    { ...BERLIN, week: { ...BERLIN.week, monday: [{ from: '9', to: '17:00' }] } },
    { ...BERLIN, week: { ...BERLIN.week, monday: [{ from: '17:00', to: '09:00' }] } },
    { ...BERLIN, week: { ...BERLIN.week, monday: [{ from: '24:00', to: '24:00' }] } },
  ])('throws a coded error', (calendar) => {
    expect(() => workingWeekOf(calendar)).toThrow(UpshotError);
  });
});
