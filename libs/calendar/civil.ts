/** Days, months and weekdays of the Gregorian calendar, a day being its number since 1970-01-01. */
import { daysSinceEpoch, isCalendarDay } from '@upshot/values';

export interface CivilDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

const DAYS_PER_ERA = 146_097;
const EPOCH_OFFSET = 719_468;

/** The date of a day number: the reverse of `daysSinceEpoch`, by eras of 400 years that begin in March. */
export function civilOf(dayNumber: number): CivilDate {
  const shifted = dayNumber + EPOCH_OFFSET;
  const era = Math.floor(shifted / DAYS_PER_ERA);
  const dayOfEra = shifted - era * DAYS_PER_ERA;
  const leaps =
    Math.floor(dayOfEra / 1460) - Math.floor(dayOfEra / 36_524) + Math.floor(dayOfEra / (DAYS_PER_ERA - 1));
  const yearOfEra = Math.floor((dayOfEra - leaps) / 365);
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const fromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * fromMarch + 2) / 5) + 1;
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day };
}

/** That day `months` later or earlier; the last of the month where the month is too short for it. */
export function addMonths(dayNumber: number, months: number): number {
  const { year, month, day } = civilOf(dayNumber);
  const total = year * 12 + (month - 1) + months;
  const [toYear, toMonth] = [Math.floor(total / 12), (((total % 12) + 12) % 12) + 1];
  let toDay = day;
  while (toDay > 28 && !isCalendarDay(toYear, toMonth, toDay)) toDay -= 1;
  return daysSinceEpoch(toYear, toMonth, toDay);
}

/** How many months the second day's month lies after the first's. */
export function monthsBetween(from: number, to: number): number {
  const [start, end] = [civilOf(from), civilOf(to)];
  return (end.year - start.year) * 12 + end.month - start.month;
}

/** The weekday of a day number: 0 is Monday. 1970-01-01 was a Thursday. */
export const weekdayOf = (dayNumber: number): number => (((dayNumber + 3) % 7) + 7) % 7;

/** `YYYY-MM-DD`, for years of four digits. */
export function dayText(dayNumber: number): string {
  const { year, month, day } = civilOf(dayNumber);
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`;
}

const pad = (value: number, width: number): string => String(value).padStart(width, '0');
