/** Takes every clock change of every IANA zone from 2026 to 2032 through the schedules: due once a day, never early. */
import { describe, expect, it } from 'vitest';
import { standardCalendar } from './business-calendar.ts';
import { nextOccurrence } from './occurrences.ts';
import type { DateSchedule } from './types.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from './units.ts';

const ZONES = Intl.supportedValuesOf('timeZone');
const [FROM_MS, UNTIL_MS] = [Date.UTC(2026, 0, 1), Date.UTC(2033, 0, 1)];
const calendar = standardCalendar('UTC');

/** One change of a zone's clock. Wall-clock times are counted as if they were UTC. */
interface Transition {
  readonly zone: string;
  readonly atMs: number;
  /** What the clock would have shown without the change, and what it shows. */
  readonly beforeMs: number;
  readonly afterMs: number;
}

function transitionsOf(zone: string): readonly Transition[] {
  const found: Transition[] = [];
  let at = Temporal.Instant.fromEpochMilliseconds(FROM_MS).toZonedDateTimeISO(zone);
  for (;;) {
    const next = at.getTimeZoneTransition('next');
    if (next === null || next.epochMilliseconds >= UNTIL_MS) return found;
    const atMs = next.epochMilliseconds;
    const offsetBefore = next.subtract({ milliseconds: 1 }).offsetNanoseconds / 1e6;
    found.push({ zone, atMs, beforeMs: atMs + offsetBefore, afterMs: atMs + next.offsetNanoseconds / 1e6 });
    at = next;
  }
}

const TRANSITIONS = ZONES.flatMap(transitionsOf);
const GAPS = TRANSITIONS.filter(({ beforeMs, afterMs }) => afterMs > beforeMs);
const OVERLAPS = TRANSITIONS.filter(({ beforeMs, afterMs }) => afterMs < beforeMs);

/** The wall-clock times looked at: around and within the gap or overlap, and some of every day. */
function timesOf({ beforeMs, afterMs }: Transition): readonly string[] {
  const [low, high] = [Math.min(beforeMs, afterMs), Math.max(beforeMs, afterMs)];
  const edges = [low - 1000, low, low + MINUTE_MS, (low + high) / 2, high - 1000, high, high + MINUTE_MS];
  const around = edges.map((localMs) => new Date(localMs).toISOString().slice(11, 19));
  return [...new Set([...around, '00:00:00', '00:30:00', '09:00:00', '12:00:00', '23:59:59'])];
}

const DAYS = [-2, -1, 0, 1, 2];
const dayText = (dayMs: number): string => new Date(dayMs).toISOString().slice(0, 10);
const daysOf = ({ beforeMs }: Transition): readonly string[] =>
  DAYS.map((day) => dayText(beforeMs + day * DAY_MS));

const formats = new Map<string, Intl.DateTimeFormat>();
const format = (zone: string): Intl.DateTimeFormat => {
  const known = formats.get(zone);
  if (known) return known;
  const two = '2-digit';
  const parts = { year: 'numeric', month: two, day: two, hour: two, minute: two, second: two } as const;
  const fresh = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, hourCycle: 'h23', ...parts });
  formats.set(zone, fresh);
  return fresh;
};
/** What the wall clock shows at an instant, by the formatter that people's pages use: `2026-03-29 03:00:00`. */
const wallClock = (zone: string, atMs: number): string => format(zone).format(atMs);

const schedule = (zone: string, timeOfDay: string, part: Partial<DateSchedule> = {}): DateSchedule => ({
  field: 'due_date',
  offset: { amount: 0, unit: 'days' },
  timeOfDay,
  zone,
  recurrence: 'once',
  ...part,
});
const dueOf = (any: DateSchedule, value: string, afterMs = 0): number =>
  nextOccurrence(any, value, { afterMs, calendar })?.dueAtMs ?? Number.NaN;

/**
 * What is wrong with an instant at which a wall-clock time is said to be due: it must be the first at which the clock has
 * come so far. A clock runs evenly but for its changes, so the millisecond before it, and before a change before it, tell.
 */
function misses({ zone, atMs }: Transition, wanted: string, dueMs: number): readonly string[] {
  const name = `${zone} ${wanted}`;
  const early = wallClock(zone, dueMs) < wanted ? [`${name} is due early`] : [];
  const late = wallClock(zone, dueMs - 1) >= wanted ? [`${name} is due late`] : [];
  const twice = atMs <= dueMs && wallClock(zone, atMs - 1) >= wanted ? [`${name} had been due before`] : [];
  return [...early, ...late, ...twice];
}

/** Around one transition: each time of day, on five days, once. */
function aroundOf(transition: Transition, timeOfDay: string): readonly string[] {
  const any = schedule(transition.zone, timeOfDay);
  const days = daysOf(transition);
  const dueMs = days.map((day) => dueOf(any, day));
  const hours = dueMs.slice(1).map((ms, index) => (ms - (dueMs[index] ?? Number.NaN)) / HOUR_MS);
  const uneven = hours.every((each) => each >= 21 && each <= 27)
    ? []
    : [`${transition.zone} ${timeOfDay}: not once a day`];
  return [
    ...uneven,
    ...days.flatMap((day, index) => misses(transition, `${day} ${timeOfDay}`, dueMs[index] ?? Number.NaN)),
  ];
}

/** A recurrence whose cycle falls on the day of the change: due there, then a cycle later, with nothing in between. */
function recurringOf(transition: Transition, timeOfDay: string): readonly string[] {
  const name = `${transition.zone} ${timeOfDay}`;
  const day = dayText(transition.beforeMs);
  const onDayMs = dueOf(schedule(transition.zone, timeOfDay), day);
  return (['monthly', 'yearly'] as const).flatMap((recurrence) => {
    const value = `2012${day.slice(4)}`;
    const any = schedule(transition.zone, timeOfDay, { recurrence });
    const again = dueOf(any, value, onDayMs - 1) === onDayMs ? [] : [`${name} ${recurrence}: not due`];
    const apartDays = (dueOf(any, value, onDayMs) - onDayMs) / DAY_MS;
    const [least, most] = recurrence === 'monthly' ? [27.5, 31.5] : [364.5, 366.5];
    return apartDays > least && apartDays < most ? again : [...again, `${name} ${recurrence}: due twice`];
  });
}

const TIMES = TRANSITIONS.map((transition) => ({ transition, times: timesOf(transition) }));
const CASES = TIMES.flatMap(({ transition, times }) => times.map((time) => ({ transition, time })));
const count = (value: number): string => value.toLocaleString('en');

describe(`${count(ZONES.length)} zones with ${count(TRANSITIONS.length)} clock changes from 2026 to 2032`, () => {
  it('are as many as are known, so that an empty list cannot pass', () => {
    expect(ZONES.length).toBeGreaterThanOrEqual(400);
    expect(TRANSITIONS.length).toBeGreaterThanOrEqual(1500);
    expect(Math.min(GAPS.length, OVERLAPS.length)).toBeGreaterThanOrEqual(700);
    expect(new Set(TRANSITIONS.map(({ zone }) => zone)).size).toBeGreaterThanOrEqual(100);
    expect(CASES.length).toBeGreaterThanOrEqual(15_000);
  });
  it('hold what is hard: midnights left out, half hours, two hours', () => {
    const zonesOf = (list: readonly Transition[]): readonly string[] => list.map(({ zone }) => zone);
    const lengthOf = ({ beforeMs, afterMs }: Transition): number => Math.abs(afterMs - beforeMs);
    expect(zonesOf(GAPS.filter(({ beforeMs }) => beforeMs % DAY_MS === 0))).toContain('Africa/Cairo');
    expect(zonesOf(GAPS.filter((each) => lengthOf(each) === 30 * MINUTE_MS))).toContain(
      'Australia/Lord_Howe',
    );
    expect(zonesOf(OVERLAPS.filter((each) => lengthOf(each) === 2 * HOUR_MS))).toContain('Antarctica/Troll');
  });
  it(`${count(CASES.length * DAYS.length)} wall-clock times around them are due once a day, never early, never twice`, () => {
    expect(CASES.flatMap(({ transition, time }) => aroundOf(transition, time))).toEqual([]);
  });
  it(`${count(GAPS.length)} gaps: every time inside is due at the first valid instant after`, () => {
    const wrong = GAPS.flatMap((gap) =>
      [gap.beforeMs, (gap.beforeMs + gap.afterMs) / 2, gap.afterMs - 1000].filter((localMs) => {
        const time = new Date(localMs).toISOString().slice(11, 19);
        return dueOf(schedule(gap.zone, time), dayText(localMs)) !== gap.atMs;
      }),
    );
    expect(wrong).toEqual([]);
  });
  it(`${count(OVERLAPS.length)} overlaps: every time inside is due at the first of its two instants`, () => {
    const wrong = OVERLAPS.flatMap((overlap) =>
      [overlap.afterMs, (overlap.beforeMs + overlap.afterMs) / 2, overlap.beforeMs - 1000].filter(
        (localMs) => {
          const time = new Date(localMs).toISOString().slice(11, 19);
          const firstMs = overlap.atMs - (overlap.beforeMs - localMs);
          return dueOf(schedule(overlap.zone, time), dayText(localMs)) !== firstMs;
        },
      ),
    );
    expect(wrong).toEqual([]);
  });
  it(`${count(CASES.length * 2)} recurrences whose cycle falls on the day of a change are due once in it`, () => {
    expect(CASES.flatMap(({ transition, time }) => recurringOf(transition, time))).toEqual([]);
  });
  it(`${count(TRANSITIONS.length * 2)} datetimes in the hours around them, counted in exact hours, are due to the millisecond`, () => {
    const wrong = TRANSITIONS.flatMap(({ zone, atMs }) =>
      [-1, 1].filter((amount) => {
        const any = schedule(zone, '', { timeOfDay: null, offset: { amount, unit: 'hours' } });
        return dueOf(any, new Date(atMs).toISOString()) !== atMs + amount * HOUR_MS;
      }),
    );
    expect(wrong).toEqual([]);
  });
});

describe(`every zone, every day from 2026 to 2032`, () => {
  const COUNT = (UNTIL_MS - FROM_MS) / DAY_MS;
  it(`${count(ZONES.length * COUNT)} days at half past two: each later than the one before by a day, give or take a change`, () => {
    const wrong = ZONES.filter((zone) => {
      const any = schedule(zone, '02:30');
      const due = Array.from({ length: COUNT }, (_, day) => dueOf(any, dayText(FROM_MS + day * DAY_MS)));
      return due.some((ms, day) => day > 0 && !(Math.abs(ms - (due[day - 1] ?? 0) - DAY_MS) <= 3 * HOUR_MS));
    });
    expect(wrong).toEqual([]);
  });
});
