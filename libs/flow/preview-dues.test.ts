/** Shows the next times of waits and schedules as their writer sees them. */
import { standardCalendar, type DateSchedule } from '@upshot/calendar';
import type { WaitUntil } from '@upshot/definitions';
import { describe, expect, it } from 'vitest';
import type { Working } from './nodes/node-kind.ts';
import { previewDues, type Previewed, type PreviewFrom } from './preview-dues.ts';

const WORKING: Working = {
  calendar: { ...standardCalendar('Europe/Berlin'), holidays: ['2026-12-25', '2027-01-01'] },
  tenantZone: 'Europe/Berlin',
  recordZone: 'Asia/Kolkata',
  ownerZone: null,
};
const FROM: PreviewFrom = {
  fromMs: Date.parse('2026-12-22T10:00:00Z'),
  record: { due: '2027-01-31' },
  working: WORKING,
  count: 5,
};

/** On the clock, to the minute. */
const shown = (what: Previewed, from: Partial<PreviewFrom> = {}): readonly string[] =>
  previewDues(what, { ...FROM, ...from }).map(({ local }) => local.slice(0, 16));
const wait = (until: WaitUntil): Previewed => ({ wait: until });
const schedule = (part: Partial<DateSchedule> = {}): Previewed => ({
  schedule: {
    field: 'due',
    offset: { amount: 0, unit: 'days' },
    timeOfDay: '09:00',
    zone: 'Europe/Berlin',
    recurrence: 'monthly',
    ...part,
  },
});

describe('a preview of a wait', () => {
  it.each<[string, WaitUntil, readonly string[]]>([
    [
      'a duration, again and again',
      { kind: 'duration', durationMs: 36 * 3_600_000 },
      ['2026-12-23T23:00', '2026-12-25T11:00', '2026-12-26T23:00', '2026-12-28T11:00', '2026-12-29T23:00'],
    ],
    [
      'business days over holidays',
      { kind: 'offset', offset: { amount: 2, unit: 'business_days' }, timeOfDay: '09:00' },
      ['2026-12-24T09:00', '2026-12-29T09:00', '2026-12-31T09:00', '2027-01-05T09:00', '2027-01-07T09:00'],
    ],
    [
      'a time of day in the record’s zone',
      { kind: 'time_of_day', timeOfDay: '18:00', zone: 'record', weekdays: ['monday', 'friday'] },
      ['2026-12-25T18:00', '2026-12-28T18:00', '2027-01-01T18:00', '2027-01-04T18:00', '2027-01-08T18:00'],
    ],
    [
      'a date, once',
      { kind: 'date', field: 'due', offset: { amount: -1, unit: 'months' }, timeOfDay: '08:30' },
      ['2026-12-31T08:30'],
    ],
    ['a date of an empty field', { kind: 'date', field: 'none', offset: { amount: 1, unit: 'days' } }, []],
    [
      'what is over at once',
      { kind: 'offset', offset: { amount: -1, unit: 'days' } },
      Array.from({ length: 5 }, () => '2026-12-22T11:00'),
    ],
  ])('%s', (_, until, times) => {
    expect(shown(wait(until))).toEqual(times);
  });
  it('names the zone that its clock is of, and whether it has passed', () => {
    const until: WaitUntil = {
      kind: 'date',
      field: 'due',
      offset: { amount: 0, unit: 'days' },
      zone: 'record',
    };
    expect(previewDues(wait(until), { ...FROM, record: { due: '2026-12-01' } })).toEqual([
      {
        dueAtMs: Date.parse('2026-11-30T18:30:00Z'),
        zone: 'Asia/Kolkata',
        local: '2026-12-01T00:00:00+05:30',
        isPast: true,
      },
    ]);
  });
  it('has as many times as are asked for', () => {
    const daily = wait({ kind: 'time_of_day', timeOfDay: '09:00' });
    expect([0, 1, 20].map((count) => shown(daily, { count }).length)).toEqual([0, 1, 20]);
  });
});

describe('a preview of a schedule', () => {
  it.each<[string, Partial<DateSchedule>, readonly string[]]>([
    [
      'each month from the 31st',
      {},
      ['2027-01-31T09:00', '2027-02-28T09:00', '2027-03-31T09:00', '2027-04-30T09:00', '2027-05-31T09:00'],
    ],
    ['once', { recurrence: 'once' }, ['2027-01-31T09:00']],
    [
      'each year, four business weeks ahead, by the tenant’s calendar',
      { recurrence: 'yearly', offset: { amount: -4, unit: 'business_weeks' } },
      ['2027-01-04T09:00', '2028-01-03T09:00', '2029-01-03T09:00', '2030-01-03T09:00', '2031-01-03T09:00'],
    ],
    ['of a field that holds none', { field: 'none' }, []],
  ])('%s', (_, part, times) => {
    expect(shown(schedule(part))).toEqual(times);
  });
  it('of what comes once shows that it has passed', () => {
    const past = previewDues(schedule({ recurrence: 'once' }), { ...FROM, record: { due: '2026-01-31' } });
    expect(past).toMatchObject([{ local: '2026-01-31T09:00:00+01:00', isPast: true }]);
  });
});
