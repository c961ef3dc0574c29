/** Working time counted the slow way, a quarter of an hour at a time on Temporal's clock, to hold the walk against it. */
import { WEEKDAYS, type BusinessCalendar } from '../business-calendar.ts';

export const QUARTER_MS = 15 * 60_000;

/** Whether the quarter of an hour that begins at an instant is working time. */
export function isWorkingQuarter(atMs: number, { zone, week, holidays }: BusinessCalendar): boolean {
  const local = Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO(zone);
  if (holidays.includes(local.toPlainDate().toString())) return false;
  const time = local.toPlainTime().toString({ smallestUnit: 'minute' });
  const weekday = WEEKDAYS[local.dayOfWeek - 1];
  return weekday !== undefined && week[weekday].some(({ from, to }) => from <= time && time < to);
}

/** How many quarters of working time lie between two instants. */
export function workingQuarters(fromMs: number, toMs: number, calendar: BusinessCalendar): number {
  let found = 0;
  for (let atMs = fromMs; atMs < toMs; atMs += QUARTER_MS) found += Number(isWorkingQuarter(atMs, calendar));
  return found;
}
