/** When a schedule is due for a value: once, or again each month or year. */
import type { FieldValue } from '@upshot/values';
import { offsetFrom } from './add-offset.ts';
import type { BusinessCalendar } from './business-calendar.ts';
import { addMonths, monthsBetween } from './civil.ts';
import { readFieldDate } from './field-date.ts';
import { momentOf, onDay, type Moment } from './moment.ts';
import { preparedSchedule } from './prepared-schedule.ts';
import type { DateSchedule, Occurrence } from './types.ts';
import { DAY_MS, LAST_DAY, withinDates } from './units.ts';

/** After which instant to look, and when people work. */
export interface Outlook {
  readonly afterMs: number;
  readonly calendar: BusinessCalendar;
}

/** When the cycle that begins so many months after the value is due; Infinity: never. Later cycles are never due earlier. */
type DueOf = (months: number) => number;

const MONTH_MS = (365.2425 / 12) * DAY_MS;

/**
 * The first occurrence that is due after `afterMs`; for `once` the only one, in the past too. Null where the value is
 * empty or no date of the years 1 to 9999, where the calendar holds no working time for it, and where a recurrence would
 * go beyond the year 9999. Throws `definition_invalid` for a schedule that its schema refuses.
 */
export function nextOccurrence(
  schedule: DateSchedule,
  value: FieldValue | undefined,
  { afterMs, calendar }: Outlook,
): Occurrence | null {
  const { zone, timeMs, months } = preparedSchedule(schedule);
  const date = readFieldDate(value);
  if (date === undefined) return null;
  const start = momentOf(date, zone, timeMs);
  const dueOf: DueOf = (after) => dueOn(start, after, schedule, calendar);
  const passed = months === 0 ? 0 : firstAfter(dueOf, afterMs, months, monthsBetween(start.day, LAST_DAY));
  const dueAtMs = dueOf(passed);
  if (dueAtMs === Infinity) return null;
  return { dueAtMs, key: passed === 0 ? date.text : `${date.text}+${String(passed)}` };
}

/** The first `count` occurrences that are due after `afterMs`, for previews; see `nextOccurrence`. */
export function occurrences(
  schedule: DateSchedule,
  value: FieldValue | undefined,
  { afterMs, calendar, count }: Outlook & { readonly count: number },
): readonly Occurrence[] {
  const found: Occurrence[] = [];
  const wanted = schedule.recurrence === 'once' ? Math.min(count, 1) : count;
  let lastMs = afterMs;
  while (found.length < wanted) {
    const next = nextOccurrence(schedule, value, { afterMs: lastMs, calendar });
    if (next === null) break;
    found.push(next);
    lastMs = next.dueAtMs;
  }
  return found;
}

/** The cycle's day is counted from the value's own, so that the 31st comes back after a shorter month. */
function dueOn(start: Moment, months: number, { offset }: DateSchedule, calendar: BusinessCalendar): number {
  const day = months === 0 ? start.day : addMonths(start.day, months);
  if (day > LAST_DAY) return Infinity;
  const dueMs = offsetFrom(onDay(start, day), offset, calendar);
  return dueMs === null ? Infinity : withinDates(dueMs);
}

/** The first cycle that is due after an instant, as months since the value: guessed, then corrected step by step. */
function firstAfter(dueOf: DueOf, afterMs: number, step: number, lastMonths: number): number {
  const first = dueOf(0);
  if (first > afterMs) return 0;
  const guess = Math.min((afterMs - first) / MONTH_MS, lastMonths);
  let months = Math.max(Math.floor(guess / step), 1) * step;
  while (months > step && dueOf(months - step) > afterMs) months -= step;
  while (months <= lastMonths && dueOf(months) <= afterMs) months += step;
  return months;
}
