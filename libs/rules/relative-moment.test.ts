/** Shows what relative dates mean in every zone, and that they mean no other for exactly as long as they say. */
import { WEEKDAYS } from '@upshot/calendar';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AMOUNT_LIMITS, readRelativeDate, RELATIVE_STARTS, type RelativeDate } from './relative-date.ts';
import { momentOf } from './relative-moment.ts';

const ZONES = [...Intl.supportedValuesOf('timeZone'), 'UTC', '+05:30', '-03:00'].filter(
  (zone) => readRelativeDate({ relativeTo: 'now', zone }) !== null,
);
const amounts = fc.record(
  {
    years: fc.integer({ min: -3, max: 3 }),
    months: fc.nat(14),
    weeks: fc.nat(3),
    days: fc.integer({ min: -40, max: 40 }),
  },
  { requiredKeys: [] },
);
const anyRelative: fc.Arbitrary<RelativeDate> = fc.record({
  relativeTo: fc.constantFrom(...RELATIVE_STARTS),
  plus: amounts,
  zone: fc.constantFrom(...ZONES),
  weekStart: fc.constantFrom(...WEEKDAYS),
  yearStart: fc.integer({ min: 1, max: 12 }),
});
const anyNow = fc.integer({ min: Date.parse('1990-01-01'), max: Date.parse('2032-01-01') });
const anyType = fc.constantFrom('date', 'datetime');

describe('momentOf', () => {
  it('stands for as long as it says, and is another at the end of its period', () => {
    fc.assert(
      fc.property(
        anyRelative,
        anyNow,
        anyType,
        fc.double({ min: 0, max: 1, noNaN: true }),
        (date, now, type, part) => {
          const { text, fromMs, untilMs } = momentOf(date, now, type);
          expect(fromMs <= now && now < untilMs).toBe(true);
          const within = fromMs + Math.floor((untilMs - 1 - fromMs) * part);
          for (const each of [fromMs, within, untilMs - 1])
            expect(momentOf(date, each, type).text).toBe(text);
          const ended = momentOf(date, untilMs, type);
          expect(ended.fromMs).toBe(untilMs);
        },
      ),
      { numRuns: 400 },
    );
  });

  it('is the day on which the instant lies in the zone', () => {
    const whole = anyRelative.map((each) => ({ ...each, plus: {} }));
    fc.assert(
      fc.property(whole, anyNow, (date, now) => {
        const instant = Temporal.Instant.from(momentOf(date, now, 'datetime').text);
        const day = instant.toZonedDateTimeISO(date.zone).toPlainDate().toString();
        expect(momentOf(date, now, 'date').text).toBe(day);
      }),
    );
  });

  it('agrees in UTC with arithmetic on the parts of a Date', () => {
    fc.assert(
      fc.property(
        anyNow,
        fc.constantFrom('day', 'month', 'year'),
        fc.integer({ min: -30, max: 30 }),
        (now, relativeTo, n) => {
          const date = new Date(now);
          const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
          const expected = {
            day: Date.UTC(year, month, day + n),
            month: Date.UTC(year, month + n, 1),
            year: Date.UTC(year + n, 0, 1),
          }[relativeTo];
          const plus = { [`${relativeTo}s`]: n };
          const found = momentOf(
            { relativeTo, plus, zone: 'UTC', weekStart: 'monday', yearStart: 1 },
            now,
            'datetime',
          );
          expect(Date.parse(found.text)).toBe(expected);
        },
      ),
    );
  });

  it('begins weeks with the day that was asked for, not after today and less than a week before', () => {
    fc.assert(
      fc.property(anyNow, fc.constantFrom(...WEEKDAYS), (now, weekStart) => {
        const { text } = momentOf(
          { relativeTo: 'week', plus: {}, zone: 'UTC', weekStart, yearStart: 1 },
          now,
          'date',
        );
        const start = Temporal.PlainDate.from(text);
        const daysAgo = start.until(new Date(now).toISOString().slice(0, 10)).days;
        expect(WEEKDAYS[start.dayOfWeek - 1]).toBe(weekStart);
        expect(daysAgo >= 0 && daysAgo < 7).toBe(true);
      }),
    );
  });

  it.each([NaN, Infinity, -Infinity, 8.64e15, -8.64e15, 1e300, 0.5])(
    'never throws, whatever the time: %s',
    (now) => {
      for (const relativeTo of RELATIVE_STARTS)
        for (const sign of [1, -1]) {
          const entries = Object.entries(AMOUNT_LIMITS).map(([unit, limit]) => [unit, sign * limit]);
          const plus: RelativeDate['plus'] = Object.fromEntries(entries);
          const date = {
            relativeTo,
            plus,
            zone: 'Europe/Berlin',
            weekStart: 'monday',
            yearStart: 1,
          } as const;
          expect(momentOf(date, now, 'datetime').text).toMatch(/Z$/);
        }
    },
  );
});
