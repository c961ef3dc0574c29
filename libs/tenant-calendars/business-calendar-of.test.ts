/** Shows that what a tenant says of its days is what is counted by, and what it may not say. */
import { addOffset, standardCalendar, type OffsetUnit } from '@upshot/calendar';
import { describe, expect, it } from 'vitest';
import { businessCalendarOf } from './business-calendar-of.ts';
import { calendarSettingsSchema, type CalendarSettings } from './calendar-settings.ts';

const ZONE = 'Europe/Berlin';
const { week } = standardCalendar(ZONE);
const MORNING = [{ from: '09:00', to: '12:00' }];
const SETTINGS: CalendarSettings = {
  zone: ZONE,
  week,
  publicHolidays: { country: 'DE', state: 'BE' },
  days: [
    { day: '12-24', name: 'Christmas Eve', hours: MORNING },
    { day: '12-31', name: 'New Year’s Eve', hours: [] },
    { day: '2027-12-24', name: 'a long weekend', hours: [] },
    { day: '2027-03-08', name: 'we work', hours: MORNING },
    { day: '02-29', name: 'leap day', hours: [] },
  ],
};

const to = (from: string, amount: number, unit: OffsetUnit, settings: CalendarSettings = SETTINGS) => {
  const fromMs = Temporal.ZonedDateTime.from(`${from}[${ZONE}]`).epochMilliseconds;
  const dueMs = addOffset(fromMs, { amount, unit }, { zone: ZONE, calendar: businessCalendarOf(settings) });
  return dueMs === null
    ? null
    : Temporal.Instant.fromEpochMilliseconds(dueMs).toZonedDateTimeISO(ZONE).toPlainDateTime().toString();
};

describe('a tenant’s calendar', () => {
  it.each<[string, string, number, OffsetUnit, string]>([
    ['public holidays are free', '2026-12-24T09:00', 1, 'business_days', '2026-12-28T09:00:00'],
    ['a day of each year has its own hours', '2026-12-24T11:00', 2, 'business_hours', '2026-12-28T10:00:00'],
    ['another is closed', '2026-12-30T09:00', 1, 'business_days', '2027-01-04T09:00:00'],
    ['one year is unlike the others', '2027-12-23T09:00', 1, 'business_days', '2027-12-27T09:00:00'],
    ['work on a public holiday', '2027-03-05T16:00', 2, 'business_hours', '2027-03-08T10:00:00'],
    ['that holiday in another year', '2028-03-07T09:00', 1, 'business_days', '2028-03-09T09:00:00'],
    [
      'a leap day is closed where there is one',
      '2028-02-28T09:00',
      1,
      'business_days',
      '2028-03-01T09:00:00',
    ],
    ['and is none elsewhere', '2027-02-26T09:00', 1, 'business_days', '2027-03-01T09:00:00'],
    ['ten years from now', '2036-12-24T09:00', 1, 'business_days', '2036-12-29T09:00:00'],
  ])('%s', (_, from, amount, unit, due) => {
    expect(to(from, amount, unit)).toBe(due);
  });
  it('takes public holidays for days like others where it names none', () => {
    const settings = { ...SETTINGS, publicHolidays: null };
    expect(to('2026-12-24T09:00', 1, 'business_days', settings)).toBe('2026-12-25T09:00:00');
  });
});

describe('calendarSettingsSchema', () => {
  const issuesOf = (part: object) =>
    calendarSettingsSchema
      .safeParse({ ...SETTINGS, ...part })
      .error?.issues.map(({ path }) => path.join('.')) ?? [];
  const day = (more: object) => ({ days: [{ day: '12-24', name: 'x', hours: [], ...more }] });
  const closed = Object.fromEntries(Object.keys(week).map((weekday) => [weekday, []]));
  it.each([
    {},
    { publicHolidays: null },
    { publicHolidays: undefined, days: undefined },
    { publicHolidays: { country: 'US' } },
    { publicHolidays: { country: 'DE', state: 'BY', region: 'A', kinds: ['public', 'bank'] } },
    { days: [] },
    day({ day: '02-29' }),
    day({ day: '2028-02-29' }),
  ])('takes %j', (part) => {
    expect(issuesOf(part)).toEqual([]);
  });
  it.each([
    ['zone', { zone: 'CET' }],
    ['week', { week: closed }],
    ['week.monday.0', { week: { ...week, monday: [{ from: '17:00', to: '09:00' }] } }],
    ['publicHolidays.country', { publicHolidays: { country: 'XX' } }],
    ['publicHolidays.state', { publicHolidays: { country: 'DE', state: 'XX' } }],
    ['publicHolidays.region', { publicHolidays: { country: 'DE', state: 'BE', region: 'A' } }],
    ['publicHolidays.country', { publicHolidays: { country: '../../etc' } }],
    ['publicHolidays.kinds.0', { publicHolidays: { country: 'DE', kinds: ['school'] } }],
    ['publicHolidays', { publicHolidays: 'DE' }],
    ['days.0.day', day({ day: '02-30' })],
    ['days.0.day', day({ day: '2027-02-29' })],
    ['days.0.day', day({ day: 'tomorrow' })],
    ['days.0.name', day({ name: '' })],
    ['days.0.hours.0', day({ hours: [{ from: '10:00', to: '10:00' }] })],
    ['days', { days: [...SETTINGS.days, ...SETTINGS.days] }],
    ['days', { days: Array.from({ length: 401 }, () => SETTINGS.days[0]) }],
    ['', { vacations: [] }],
  ])('names %s in %j', (place, part) => {
    expect(new Set(issuesOf(part))).toEqual(new Set([place]));
  });
});
