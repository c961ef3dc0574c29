/** Random zones, days, schedules and calendars, for property tests. */
import fc from 'fast-check';
import { WEEKDAYS, type BusinessCalendar, type WorkingHours } from '../business-calendar.ts';
import { dayText } from '../civil.ts';
import { OFFSET_UNITS, RECURRENCES, type DateSchedule } from '../types.ts';
import { DAY_MS } from '../units.ts';

export const ZONES = Intl.supportedValuesOf('timeZone');
/** Zones whose clocks do unusual things: half hours, midnights, two hours, lost days. */
const ODD_ZONES = [
  'Africa/Cairo',
  'Antarctica/Troll',
  'Pacific/Apia',
  'Australia/Lord_Howe',
  'America/Havana',
  'America/Nuuk',
  'Africa/Casablanca',
  'Europe/Berlin',
];
export const zones = fc.oneof(
  fc.constantFrom(...ZONES),
  fc.constantFrom(...ODD_ZONES),
  fc.constantFrom('+05:30', '-09:30', '+14:00'),
);

export const at = (text: string): number => Temporal.Instant.from(text).epochMilliseconds;
/** An instant as the wall clock of a zone shows it, with its offset: `2026-03-29T03:00:00+02:00`. */
export const shown = (atMs: number, zone: string): string =>
  Temporal.Instant.fromEpochMilliseconds(atMs).toString({ timeZone: zone, smallestUnit: 'second' });

export const days = fc.integer({
  min: at('2000-01-01T00:00Z') / DAY_MS,
  max: at('2060-01-01T00:00Z') / DAY_MS,
});
export const instants = fc.integer({ min: at('2000-01-01T00:00Z'), max: at('2060-01-01T00:00Z') });
const minutes = fc.integer({ min: 0, max: 24 * 60 - 1 });
const clock = (minute: number): string =>
  Temporal.PlainTime.from({ hour: 0 }).add({ minutes: minute }).toString({ smallestUnit: 'minute' });
export const timesOfDay = minutes.map(clock);

/** A day's work in quarters of an hour, in up to three parts. */
const openings: fc.Arbitrary<readonly WorkingHours[]> = fc
  .uniqueArray(fc.integer({ min: 0, max: 96 }), { minLength: 2, maxLength: 6 })
  .map((quarters) => quarters.toSorted((left, right) => left - right))
  .map((quarters) =>
    quarters.flatMap((from, index) => {
      const to = index % 2 === 0 ? quarters[index + 1] : undefined;
      return to === undefined ? [] : [{ from: clock(from * 15), to: to === 96 ? '24:00' : clock(to * 15) }];
    }),
  );

export const calendars: fc.Arbitrary<BusinessCalendar> = fc.record({
  zone: zones,
  week: fc.record({
    [WEEKDAYS[0]]: openings,
    [WEEKDAYS[1]]: openings,
    [WEEKDAYS[2]]: fc.constant<readonly WorkingHours[]>([{ from: '09:00', to: '12:00' }]),
    [WEEKDAYS[3]]: fc.oneof(openings, fc.constant<readonly WorkingHours[]>([])),
    [WEEKDAYS[4]]: openings,
    [WEEKDAYS[5]]: fc.oneof(openings, fc.constant<readonly WorkingHours[]>([])),
    [WEEKDAYS[6]]: fc.constant<readonly WorkingHours[]>([]),
  }),
  holidays: fc.array(days.map(dayText), { maxLength: 60 }),
});

const offsets = fc
  .constantFrom(...OFFSET_UNITS)
  .chain((unit) => fc.record({ unit: fc.constant(unit), amount: fc.integer({ min: -40, max: 40 }) }));

export const schedules: fc.Arbitrary<DateSchedule> = fc.record({
  field: fc.constant('due_date'),
  offset: offsets,
  timeOfDay: fc.option(timesOfDay, { nil: null }),
  zone: zones,
  recurrence: fc.constantFrom(...RECURRENCES),
});

/** A date or a datetime, as a record holds it. */
export const values = fc.oneof(
  days.map(dayText),
  instants.map((ms) => new Date(ms).toISOString()),
);
