/** Working time counted the slow way, a quarter of an hour at a time by Temporal's means, to hold the walk against it. */
import { WEEKDAYS, type BusinessCalendar } from '../business-calendar.ts';
import { firstValid } from './first-valid.ts';

export const QUARTER_MS = 15 * 60_000;

/**
 * Whether the quarter of an hour that begins at an instant is working time: hours last from the first instant at which the
 * clock shows their begin until the first at which it shows their end, so that what the clock shows again doesn't count.
 */
export function isWorkingQuarter(atMs: number, calendar: BusinessCalendar): boolean {
  const local = Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO(calendar.zone);
  const today = local.toPlainDate();
  return [today, today.add({ days: 1 })].some((day) => isWithinHoursOf(day, atMs, calendar));
}

function isWithinHoursOf(
  day: Temporal.PlainDate,
  atMs: number,
  { zone, week, holidays }: BusinessCalendar,
): boolean {
  const weekday = WEEKDAYS[day.dayOfWeek - 1];
  if (weekday === undefined || holidays.includes(day.toString())) return false;
  const instant = (time: string): number =>
    time === '24:00'
      ? firstValid(day.add({ days: 1 }).toPlainDateTime('00:00'), zone)
      : firstValid(day.toPlainDateTime(time), zone);
  return week[weekday].some(({ from, to }) => instant(from) <= atMs && atMs < instant(to));
}

/** How many quarters of working time lie between two instants. */
export function workingQuarters(fromMs: number, toMs: number, calendar: BusinessCalendar): number {
  let found = 0;
  for (let atMs = fromMs; atMs < toMs; atMs += QUARTER_MS) found += Number(isWorkingQuarter(atMs, calendar));
  return found;
}
