/** Shows what is taken for a schedule and for a calendar, and that what is wrong is named by its place. */
import { describe, expect, it } from 'vitest';
import { businessCalendarSchema } from './business-calendar-schema.ts';
import { standardCalendar } from './business-calendar.ts';
import { dayText } from './civil.ts';
import { dateScheduleSchema, OFFSET_LIMITS } from './date-schedule-schema.ts';
import { OFFSET_UNITS } from './types.ts';

const SCHEDULE = {
  field: 'due_date',
  offset: { amount: -3, unit: 'days' },
  timeOfDay: '09:00',
  zone: 'Europe/Berlin',
  recurrence: 'once',
};
const CALENDAR = standardCalendar('Europe/Berlin');

/** Where it is wrong and why; empty where it is right. */
const issuesOf = (schema: typeof dateScheduleSchema | typeof businessCalendarSchema, input: unknown) =>
  schema.safeParse(input).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? [];

describe('dateScheduleSchema', () => {
  it.each([
    {},
    { field: 'extra.renewal' },
    { timeOfDay: null },
    { timeOfDay: '23:59:59' },
    { zone: '+05:30' },
    { zone: 'UTC' },
    { recurrence: 'yearly' },
    { offset: { amount: 0, unit: 'business_hours' } },
  ])('takes %j', (part) => {
    expect(dateScheduleSchema.parse({ ...SCHEDULE, ...part })).toEqual({ ...SCHEDULE, ...part });
  });
  it.each(OFFSET_UNITS)('takes %s up to their limit', (unit) => {
    const limit = OFFSET_LIMITS[unit];
    const issues = (amount: number) =>
      issuesOf(dateScheduleSchema, { ...SCHEDULE, offset: { amount, unit } });
    expect([issues(limit), issues(-limit)]).toEqual([[], []]);
    const refused = [`offset.amount: ${unit} go from -${String(limit)} to ${String(limit)}`];
    expect([issues(limit + 1), issues(-limit - 1)]).toEqual([refused, refused]);
  });
  it.each([
    ['zone', { zone: 'Mars/Base' }],
    ['zone', { zone: '+25:00' }],
    ['zone', { zone: 'EST5EDT' }],
    ['zone', { zone: '' }],
    ['zone', { zone: null }],
    ['timeOfDay', { timeOfDay: '25:00' }],
    ['timeOfDay', { timeOfDay: '24:00' }],
    ['timeOfDay', { timeOfDay: '9:00' }],
    ['timeOfDay', { timeOfDay: '09:60' }],
    ['timeOfDay', { timeOfDay: '09:00+05:30' }],
    ['timeOfDay', { timeOfDay: '09:00\n' }],
    ['timeOfDay', { timeOfDay: '' }],
    ['timeOfDay', { timeOfDay: undefined }],
    ['offset.amount', { offset: { amount: 1.5, unit: 'days' } }],
    ['offset.amount', { offset: { amount: '3', unit: 'days' } }],
    ['offset.amount', { offset: { amount: 1e12, unit: 'years' } }],
    ['offset.amount', { offset: { amount: Number.NaN, unit: 'days' } }],
    ['offset.amount', { offset: { amount: Infinity, unit: 'days' } }],
    ['offset.unit', { offset: { amount: 1, unit: 'fortnights' } }],
    ['offset.unit', { offset: { amount: 1, unit: 'toString' } }],
    ['offset', { offset: { amount: 1, unit: 'days', sign: '-' } }],
    ['offset', { offset: null }],
    ['field', { field: '' }],
    ['field', { field: 'x'.repeat(201) }],
    ['recurrence', { recurrence: 'weekly' }],
    ['', { repeat: true }],
  ])('names %s in %j', (place, part) => {
    expect(issuesOf(dateScheduleSchema, { ...SCHEDULE, ...part })).toEqual([
      expect.stringMatching(new RegExp(`^${place}: .`, 'u')),
    ]);
  });
  it('says nothing of what was sent', () => {
    const sent = { ...SCHEDULE, zone: 'ann@example.com', timeOfDay: 'ann@example.com' };
    expect(issuesOf(dateScheduleSchema, sent).join()).not.toContain('ann');
  });
});

describe('businessCalendarSchema', () => {
  const week = (...monday: readonly unknown[]) => ({ week: { ...CALENDAR.week, monday } });
  it.each([
    {},
    { holidays: ['2026-12-25', '2028-02-29'] },
    { days: {} },
    { days: { '2026-12-24': [{ from: '09:00', to: '12:00' }], '2026-12-31': [] } },
    week({ from: '00:00', to: '24:00' }),
    week({ from: '13:00', to: '17:00' }, { from: '09:00', to: '13:00' }),
    week(),
  ])('takes %j', (part) => {
    expect(issuesOf(businessCalendarSchema, { ...CALENDAR, ...part })).toEqual([]);
  });
  it.each([
    ['zone', { zone: 'Mars/Base' }],
    ['holidays.0', { holidays: ['2026-02-30'] }],
    ['days.2026-02-30', { days: { '2026-02-30': [] } }],
    ['days.2026-12-24.0', { days: { '2026-12-24': [{ from: '12:00', to: '09:00' }] } }],
    ['days', { days: Object.fromEntries(Array.from({ length: 2001 }, (_, day) => [dayText(day), []])) }],
    ['', { daysOf: () => ({}) }],
    ['holidays.0', { holidays: ['25.12.2026'] }],
    ['holidays.1', { holidays: ['2026-12-25', '2026-12-25T00:00:00Z'] }],
    ['holidays', { holidays: Array.from({ length: 2001 }, () => '2026-12-25') }],
    ['week.monday.0.from', week({ from: '9:00', to: '17:00' })],
    ['week.monday.0.from', week({ from: '24:00', to: '24:00' })],
    ['week.monday.0.from', week({ from: '09:00:00', to: '17:00' })],
    ['week.monday.0.to', week({ from: '09:00', to: '24:01' })],
    ['week.monday.0', week({ from: '17:00', to: '09:00' })],
    ['week.monday.0', week({ from: '09:00', to: '09:00' })],
    ['week.monday', week({ from: '09:00', to: '13:00' }, { from: '12:59', to: '17:00' })],
    ['week', { week: { ...CALENDAR.week, someday: [] } }],
    ['week.monday', { week: { ...CALENDAR.week, monday: undefined } }],
    ['', { vacations: [] }],
  ])('names %s in %j', (place, part) => {
    expect(issuesOf(businessCalendarSchema, { ...CALENDAR, ...part })).toEqual([
      expect.stringMatching(new RegExp(`^${place}: .`, 'u')),
    ]);
  });
});
