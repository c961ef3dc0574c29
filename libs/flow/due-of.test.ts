/** Shows when each kind of wait is over: over clock changes, month ends, holidays and zones, and where there is no date. */
import { standardCalendar, type BusinessCalendar } from '@upshot/calendar';
import type { WaitUntil, WaitZone } from '@upshot/definitions';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dueOf, type DueBy } from './due-of.ts';
import type { RecordNow, Working } from './nodes/node-kind.ts';
import type { Fields } from './run-state.ts';

const HOLIDAYS = ['2026-12-25', '2026-12-26', '2027-01-01'];
const BERLIN: BusinessCalendar = { ...standardCalendar('Europe/Berlin'), holidays: HOLIDAYS };
const WORKING: Working = {
  calendar: BERLIN,
  tenantZone: 'Europe/Berlin',
  recordZone: 'America/New_York',
  ownerZone: 'Asia/Kolkata',
};

const at = (text: string): number => Temporal.Instant.from(text).epochMilliseconds;
const shown = (ms: number | null): string | null =>
  ms === null ? null : Temporal.Instant.fromEpochMilliseconds(ms).toString({ smallestUnit: 'second' });

interface Situation {
  readonly record?: Fields;
  readonly working?: Partial<Working>;
  readonly now?: RecordNow;
}

function due(
  until: WaitUntil,
  from: string,
  { record = {}, working = {}, now = { state: 'missing' } }: Situation = {},
) {
  const by: DueBy = { recordNow: () => now, working: () => ({ ...WORKING, ...working }) };
  return shown(dueOf(until, { fromMs: at(from), record }, by));
}

type Unit = Extract<WaitUntil, { kind: 'offset' }>['offset']['unit'];
const offset = (amount: number, unit: Unit, more: object = {}): WaitUntil => ({
  kind: 'offset',
  offset: { amount, unit },
  ...more,
});
const date = (amount: number, unit: Unit, more: object = {}): WaitUntil => ({
  kind: 'date',
  field: 'due',
  offset: { amount, unit },
  ...more,
});
const daily = (timeOfDay: string, more: object = {}): WaitUntil => ({
  kind: 'time_of_day',
  timeOfDay,
  ...more,
});
const named = (name: string): WaitZone => ({ name });

describe('a duration', () => {
  it.each([
    [0, '2026-11-23T10:00:00Z'],
    [1_000, '2026-11-23T10:00:01Z'],
    [3 * 365 * 86_400_000, '2029-11-22T10:00:00Z'],
  ])('of %i ms is that long, whatever clocks do', (durationMs, to) => {
    expect(due({ kind: 'duration', durationMs }, '2026-11-23T10:00Z')).toBe(to);
  });
  it('asks nothing of the record, its owner or its tenant', () => {
    const never = () => expect.unreachable();
    const by: DueBy = { recordNow: never, working: never };
    expect(dueOf({ kind: 'duration', durationMs: 5 }, { fromMs: 1, record: {} }, by)).toBe(6);
  });
});

describe('an offset from now', () => {
  it.each<[string, number, Unit, string]>([
    ['2027-03-27T11:00Z', 24, 'hours', '2027-03-28T11:00:00Z'],
    ['2027-03-27T11:00Z', 1, 'days', '2027-03-28T10:00:00Z'],
    ['2027-03-27T01:30Z', 1, 'days', '2027-03-28T01:00:00Z'],
    ['2026-10-24T10:00Z', 1, 'weeks', '2026-10-31T11:00:00Z'],
    ['2027-01-31T10:00Z', 1, 'months', '2027-02-28T10:00:00Z'],
    ['2028-02-29T10:00Z', 1, 'years', '2029-02-28T10:00:00Z'],
    ['2026-11-27T15:00Z', 2, 'business_hours', '2026-11-30T09:00:00Z'],
    ['2026-12-24T15:00Z', 2, 'business_hours', '2026-12-28T09:00:00Z'],
    ['2026-12-24T15:00Z', 3, 'business_days', '2026-12-30T15:00:00Z'],
    ['2026-12-23T15:00Z', 1, 'business_weeks', '2026-12-31T15:00:00Z'],
    ['2026-11-23T15:00Z', 2, 'business_weeks', '2026-12-07T15:00:00Z'],
  ])('%s and %i %s is %s', (from, amount, unit, to) => {
    expect(due(offset(amount, unit), from)).toBe(to);
  });
  it.each<[string, number, Unit, string]>([
    ['2026-11-23T10:00Z', 1, 'days', '2026-11-24T08:00:00Z'],
    ['2026-11-23T07:00Z', 0, 'days', '2026-11-23T08:00:00Z'],
    ['2027-03-27T10:00Z', 1, 'days', '2027-03-28T07:00:00Z'],
    ['2026-11-27T20:00Z', 1, 'business_days', '2026-11-30T08:00:00Z'],
    ['2026-11-28T20:00Z', 0, 'business_days', '2026-11-30T08:00:00Z'],
    ['2026-11-23T10:00Z', 2, 'hours', '2026-11-24T08:00:00Z'],
    ['2026-11-23T06:00Z', 2, 'hours', '2026-11-23T08:00:00Z'],
    ['2026-11-23T15:30Z', 1, 'business_hours', '2026-11-25T08:00:00Z'],
  ])('%s and %i %s at nine is %s', (from, amount, unit, to) => {
    expect(due(offset(amount, unit, { timeOfDay: '09:00' }), from)).toBe(to);
  });
  it('is never before now: what has passed already is due at once', () => {
    expect(due(offset(0, 'days', { timeOfDay: '09:00' }), '2026-11-23T10:00Z')).toBe('2026-11-23T10:00:00Z');
    expect(due(offset(-3, 'days'), '2026-11-23T10:00Z')).toBe('2026-11-23T10:00:00Z');
  });
  it('has no day where nobody ever works', () => {
    const week = { ...BERLIN.week, monday: [], tuesday: [], wednesday: [], thursday: [], friday: [] };
    const working = { calendar: { ...BERLIN, week } };
    for (const unit of ['business_hours', 'business_days', 'business_weeks'] as const)
      expect(due(offset(1, unit), '2026-11-23T10:00Z', { working })).toBeNull();
  });
});

describe('the zone', () => {
  const from = '2026-11-23T20:00Z';
  it.each<[WaitZone | undefined, string]>([
    [undefined, '2026-11-24T08:00:00Z'],
    ['tenant', '2026-11-24T08:00:00Z'],
    ['record', '2026-11-24T14:00:00Z'],
    ['owner', '2026-11-25T03:30:00Z'],
    [named('Asia/Tokyo'), '2026-11-25T00:00:00Z'],
    [named('+05:30'), '2026-11-25T03:30:00Z'],
  ])('%j reads its own clock and its own day', (zone, to) => {
    expect(due(offset(1, 'days', { timeOfDay: '09:00', zone }), from)).toBe(to);
  });
  it.each(['record', 'owner'] as const)('of a %s that has none is the tenant’s', (zone) => {
    const working = { recordZone: null, ownerZone: null };
    expect(due(daily('09:00', { zone }), from, { working })).toBe('2026-11-24T08:00:00Z');
  });
  it('of the owner is looked up only where the wait names it', () => {
    const by: DueBy = {
      recordNow: () => expect.unreachable(),
      working: () => ({
        ...WORKING,
        get recordZone(): string {
          return expect.unreachable();
        },
        get ownerZone(): string {
          return expect.unreachable();
        },
      }),
    };
    for (const until of [daily('09:00'), offset(1, 'days'), daily('09:00', { zone: named('UTC') })])
      expect(dueOf(until, { fromMs: 0, record: {} }, by)).toBeGreaterThan(0);
  });
});

describe('a date of the record', () => {
  const from = '2026-11-23T10:00Z';
  it.each<[number, Unit, object, string, string]>([
    [0, 'days', {}, '2027-03-01', '2027-02-28T23:00:00Z'],
    [0, 'days', { timeOfDay: '09:00' }, '2027-03-01', '2027-03-01T08:00:00Z'],
    [-3, 'days', { timeOfDay: '09:00' }, '2027-03-30', '2027-03-27T08:00:00Z'],
    [-1, 'days', { timeOfDay: '02:30' }, '2027-03-29', '2027-03-28T01:00:00Z'],
    [0, 'days', { timeOfDay: '02:30' }, '2026-10-25', '2026-10-25T00:30:00Z'],
    [1, 'months', {}, '2027-01-31', '2027-02-27T23:00:00Z'],
    [1, 'years', {}, '2028-02-29', '2029-02-27T23:00:00Z'],
    [-1, 'years', { timeOfDay: '12:00' }, '2029-02-28', '2028-02-28T11:00:00Z'],
    [-1, 'business_days', { timeOfDay: '09:00' }, '2026-12-28', '2026-12-24T08:00:00Z'],
    [-1, 'business_weeks', { timeOfDay: '09:00' }, '2027-01-04', '2026-12-24T08:00:00Z'],
    [2, 'business_hours', { timeOfDay: '16:00' }, '2026-12-31', '2027-01-04T09:00:00Z'],
    [-30, 'minutes', {}, '2027-03-01T12:00:00Z', '2027-03-01T11:30:00Z'],
    [0, 'days', { timeOfDay: '09:00' }, '2027-03-01T23:30:00Z', '2027-03-02T08:00:00Z'],
    [0, 'days', { timeOfDay: '09:00', zone: 'record' }, '2027-03-01T23:30:00Z', '2027-03-01T14:00:00Z'],
    [0, 'days', { zone: 'owner' }, '2027-03-01', '2027-02-28T18:30:00Z'],
  ])('and %i %s %j of %s is %s', (amount, unit, more, value, to) => {
    expect(due(date(amount, unit, more), from, { record: { due: value } })).toBe(to);
  });
  it('may have passed: whoever wakes then decides by how late it is', () => {
    expect(due(date(1, 'days'), from, { record: { due: '2020-02-29' } })).toBe('2020-02-29T23:00:00Z');
  });
  it.each([null, '', 'soon', '2027-02-29', '0000-01-01', 'infinity', 20270301, true, [], {}])(
    'is none where the field holds %j',
    (value) => {
      expect(due(date(0, 'days'), from, { record: { due: value } })).toBeNull();
    },
  );
  it('is found under a key of a json column', () => {
    const until: WaitUntil = { kind: 'date', field: 'extra.renewal', offset: { amount: 0, unit: 'days' } };
    expect(due(until, from, { record: { extra: { renewal: '2027-03-01' } } })).toBe('2027-02-28T23:00:00Z');
    expect(due(until, from, { record: { extra: {} } })).toBeNull();
  });
  it('is read of the record as it is now where the run’s record lacks the field', () => {
    const found = { state: 'found', image: { values: { due: '2027-03-01' }, unknown: [] } } as const;
    expect(due(date(0, 'days'), from, { now: found })).toBe('2027-02-28T23:00:00Z');
    expect(due(date(0, 'days'), from, { now: found, record: { due: null } })).toBeNull();
    expect(due(date(0, 'days'), from)).toBeNull();
    const unsent = { state: 'found', image: { values: {}, unknown: ['due'] } } as const;
    expect(due(date(0, 'days'), from, { now: unsent })).toBeNull();
  });
});

describe('a time of day', () => {
  it.each([
    ['2026-11-23T07:59Z', '2026-11-23T08:00:00Z'],
    ['2026-11-23T08:00Z', '2026-11-24T08:00:00Z'],
    ['2026-11-23T08:01Z', '2026-11-24T08:00:00Z'],
    ['2027-03-27T09:00Z', '2027-03-28T07:00:00Z'],
    ['2026-10-24T09:00Z', '2026-10-25T08:00:00Z'],
  ])('comes next after %s at %s', (from, to) => {
    expect(due(daily('09:00'), from)).toBe(to);
  });
  it('comes once where the clock shows it twice, and after the gap where it shows it not at all', () => {
    expect(due(daily('02:30'), '2026-10-25T00:00Z')).toBe('2026-10-25T00:30:00Z');
    expect(due(daily('02:30'), '2026-10-25T00:30Z')).toBe('2026-10-26T01:30:00Z');
    expect(due(daily('02:30'), '2027-03-28T00:30Z')).toBe('2027-03-28T01:00:00Z');
  });
  it.each([
    [['monday'], '2026-11-30T08:00:00Z'],
    [['monday', 'wednesday'], '2026-11-25T08:00:00Z'],
    [['sunday'], '2026-11-29T08:00:00Z'],
  ])('on %j only', (weekdays, to) => {
    expect(due(daily('09:00', { weekdays }), '2026-11-23T08:00Z')).toBe(to);
  });
  it('is within the eight days to come, and shown by the clock unless a gap swallowed it', () => {
    const times = fc.tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }));
    const from = fc.integer({ min: at('2020-01-01T00:00Z'), max: at('2040-01-01T00:00Z') });
    const zones = fc.constantFrom('Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Africa/Cairo');
    fc.assert(
      fc.property(times, from, zones, ([hour, minute], fromMs, name) => {
        const text = Temporal.PlainTime.from({ hour, minute }).toString({ smallestUnit: 'minute' });
        const by: DueBy = { recordNow: () => ({ state: 'missing' }), working: () => WORKING };
        const dueMs = dueOf(daily(text, { zone: { name } }), { fromMs, record: {} }, by) ?? Number.NaN;
        const clock = Temporal.Instant.fromEpochMilliseconds(dueMs).toZonedDateTimeISO(name);
        const wanted = clock.toPlainDate().toPlainDateTime(text).toZonedDateTime(name).epochMilliseconds;
        const gapEnd = clock.getTimeZoneTransition('previous')?.epochMilliseconds;
        expect(dueMs === wanted || dueMs === gapEnd).toBe(true);
        expect(dueMs > fromMs && dueMs <= fromMs + 25.5 * 3_600_000 * 2).toBe(true);
      }),
    );
  });
});
