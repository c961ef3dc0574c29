/** The next time at which a wall clock shows a time of day, on some weekdays or on any. */
import { UpshotError } from '@upshot/errors';
import { WEEKDAYS, type Weekday } from './business-calendar.ts';
import { weekdayOf } from './civil.ts';
import { momentAt } from './moment.ts';
import { parseTimeOfDay } from './time-of-day.ts';
import { DAY_MS, withinDates } from './units.ts';
import { zoneOf } from './zone.ts';

/** A time of day, `HH:mm` or `HH:mm:ss`, on the wall clock of a zone. */
export interface DailyTime {
  readonly timeOfDay: string;
  readonly zone: string;
  /** Left out: on any day. */
  readonly weekdays?: readonly Weekday[] | undefined;
}

/** A weekday comes again within a week; a day more where clocks go back over midnight. */
const DAYS_AHEAD = 8;

/**
 * The first such time after `afterMs`. On a day on which the clock does not show it, the first instant after the gap; on one
 * on which it shows it twice, the first of the two. Null where no weekday is one. Throws `definition_invalid` for a time of
 * day or zone that its schema refuses.
 */
export function nextTimeOfDay(
  afterMs: number,
  { timeOfDay, zone: name, weekdays }: DailyTime,
): number | null {
  const [zone, timeMs] = [zoneOf(name), clock(timeOfDay)];
  const { day: today } = momentAt(withinDates(afterMs), zone);
  for (let day = today; day <= today + DAYS_AHEAD; day += 1) {
    const dueMs = zone.instantOf(day * DAY_MS + timeMs);
    if (dueMs > afterMs && isOneOf(day, weekdays)) return dueMs;
  }
  return null;
}

function isOneOf(day: number, weekdays: readonly Weekday[] | undefined): boolean {
  const weekday = WEEKDAYS[weekdayOf(day)];
  return weekdays === undefined || (weekday !== undefined && weekdays.includes(weekday));
}

/** Milliseconds since 00:00 on the clock. Throws `definition_invalid` for what is no time of day. */
export function clock(timeOfDay: string): number {
  const timeMs = parseTimeOfDay(timeOfDay);
  if (timeMs !== undefined) return timeMs;
  throw new UpshotError('definition_invalid', 'no time of day', { place: '/timeOfDay' });
}
