/** Shows how wall-clock time becomes instants: gaps, overlaps and days that do not exist. */
import { UpshotError } from '@upshot/errors';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shown, ZONES, zones } from './testing/arbitraries.ts';
import { firstValid } from './testing/first-valid.ts';
import { isZone } from './zone-name.ts';
import { zoneOf } from './zone.ts';

const utc = (text: string): number => Date.parse(`${text}Z`);
const CENTURIES = { min: utc('1840-01-01T00:00'), max: utc('2150-01-01T00:00') };

describe('instantOf', () => {
  it.each([
    ['a plain time', 'Europe/Berlin', '2027-07-01T09:00', '2027-07-01T09:00:00+02:00'],
    ['a gap', 'Europe/Berlin', '2027-03-28T02:30', '2027-03-28T03:00:00+02:00'],
    ['the last second before a gap', 'Europe/Berlin', '2027-03-28T01:59:59', '2027-03-28T01:59:59+01:00'],
    ['the first second of a gap', 'Europe/Berlin', '2027-03-28T02:00', '2027-03-28T03:00:00+02:00'],
    ['the end of a gap', 'Europe/Berlin', '2027-03-28T03:00', '2027-03-28T03:00:00+02:00'],
    ['an overlap', 'Europe/Berlin', '2026-10-25T02:30', '2026-10-25T02:30:00+02:00'],
    ['the end of an overlap', 'Europe/Berlin', '2026-10-25T03:00', '2026-10-25T03:00:00+01:00'],
    ['a gap in the west', 'America/New_York', '2027-03-14T02:30', '2027-03-14T03:00:00-04:00'],
    ['an overlap in the west', 'America/New_York', '2026-11-01T01:30', '2026-11-01T01:30:00-04:00'],
    ['a midnight that is left out', 'Africa/Cairo', '2027-04-30T00:00', '2027-04-30T01:00:00+03:00'],
    ['half past a midnight left out', 'Africa/Cairo', '2027-04-30T00:30', '2027-04-30T01:00:00+03:00'],
    ['the hour before midnight twice', 'Africa/Cairo', '2026-10-29T23:30', '2026-10-29T23:30:00+03:00'],
    ['a midnight left out in Havana', 'America/Havana', '2027-03-14T00:00', '2027-03-14T01:00:00-04:00'],
    ['a gap of half an hour', 'Australia/Lord_Howe', '2026-10-04T02:15', '2026-10-04T02:30:00+11:00'],
    ['an overlap of half an hour', 'Australia/Lord_Howe', '2027-04-04T01:45', '2027-04-04T01:45:00+11:00'],
    ['a gap of two hours', 'Antarctica/Troll', '2027-03-28T01:30', '2027-03-28T03:00:00+02:00'],
    ['a day that Samoa left out', 'Pacific/Apia', '2011-12-30T09:00', '2011-12-31T00:00:00+14:00'],
    ['a day that Kwajalein left out', 'Pacific/Kwajalein', '1993-08-21T12:00', '1993-08-22T00:00:00+12:00'],
    ['a day that Alaska had twice', 'America/Juneau', '1867-10-19T00:00', '1867-10-19T00:00:00+15:02'],
    ['a fixed offset', '+05:30', '2027-03-28T02:30', '2027-03-28T02:30:00+05:30'],
    ['UTC', 'UTC', '2027-03-28T02:30', '2027-03-28T02:30:00+00:00'],
  ])('%s in %s: %s', (_, zone, local, instant) => {
    expect(shown(zoneOf(zone).instantOf(utc(local)), zone)).toBe(instant);
  });
  it('agrees with the policy as Temporal would say it, in three centuries of every zone', () => {
    fc.assert(
      fc.property(fc.constantFrom(...ZONES), fc.integer(CENTURIES), (zone, localMs) => {
        const local = new Date(localMs).toISOString().slice(0, -1);
        expect(zoneOf(zone).instantOf(localMs)).toBe(firstValid(Temporal.PlainDateTime.from(local), zone));
      }),
      { numRuns: 5000 },
    );
  });
  it('never goes back as the wall clock goes on', () => {
    const steps = fc.integer({ min: 0, max: 90 * 60_000 });
    fc.assert(
      fc.property(zones, fc.integer(CENTURIES), steps, (zone, localMs, step) => {
        const { instantOf } = zoneOf(zone);
        expect(instantOf(localMs + step)).toBeGreaterThanOrEqual(instantOf(localMs));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('offsetAt', () => {
  it('agrees with Temporal, asked in any order', () => {
    fc.assert(
      fc.property(zones, fc.array(fc.integer(CENTURIES), { maxLength: 20 }), (zone, instants) => {
        for (const atMs of instants) {
          const there = Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO(zone);
          expect(zoneOf(zone).offsetAt(atMs)).toBe(there.offsetNanoseconds / 1e6);
        }
      }),
      { numRuns: 1000 },
    );
  });
  it('still agrees after more spans than it keeps', () => {
    const zone = zoneOf('Europe/Paris');
    const wrong = [];
    for (let year = 1800; year < 2800; year += 1)
      for (const month of ['01', '07']) {
        const at = Temporal.Instant.from(`${String(year)}-${month}-15T12:00Z`).toZonedDateTimeISO(
          'Europe/Paris',
        );
        if (zone.offsetAt(at.epochMilliseconds) !== at.offsetNanoseconds / 1e6) wrong.push(at.toString());
      }
    expect(wrong).toEqual([]);
  });
  it.each([8.64e15, -8.64e15, Infinity, -Infinity, 1e300])('has an answer at the end of time: %d', (atMs) => {
    for (const name of ['Europe/Berlin', '+05:30', 'Pacific/Apia']) {
      const { offsetAt, instantOf } = zoneOf(name);
      expect([Number.isFinite(offsetAt(atMs)), Number.isFinite(instantOf(atMs))]).toEqual([true, true]);
    }
  });
});

describe('isZone', () => {
  it.each([
    ...ZONES,
    'Asia/Calcutta',
    'Asia/Kolkata',
    'US/Pacific',
    'Etc/GMT+5',
    'UTC',
    'GMT',
    '+00:00',
    '+14:00',
    '-12:00',
  ])('takes %s', (name) => {
    expect(isZone(name)).toBe(true);
  });
  it.each([
    'Mars/Base',
    'EST5EDT',
    'EST',
    'CET',
    '+25:00',
    '+14:01',
    '-15:00',
    '+0530',
    '+5:30',
    '05:30',
    '+05:60',
    '+05:30:00',
    'Z',
    '',
    ' ',
    '/',
    'europe/berlin',
    'Europe/Berlin ',
    'Europe/Berlin[u-ca=iso8601]',
    '2026-01-01T00:00[Europe/Berlin]',
    'constructor',
    '__proto__',
    `Europe/${'x'.repeat(100_000)}`,
  ])('refuses %j', (name) => {
    expect(isZone(name)).toBe(false);
  });
});

describe('zoneOf', () => {
  it('throws a coded error for what no schema lets through', () => {
    expect(() => zoneOf('Mars/Base')).toThrow(UpshotError);
  });
});
