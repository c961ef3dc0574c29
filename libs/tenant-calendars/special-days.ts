/** The days of a year that are unlike their weekday, as people read them: their own, and public holidays. */
import type { WorkingHours } from '@upshot/calendar';
import type { CalendarSettings } from './calendar-settings.ts';
import { holidaysIn } from './public-holidays.ts';

export interface SpecialDay {
  /** `YYYY-MM-DD`. */
  readonly day: string;
  readonly name: string;
  /** `own` comes before `public`. */
  readonly from: 'own' | 'public';
  /** Without any nobody works. */
  readonly hours: readonly WorkingHours[];
}

/** In the order of their days, one for each; of two the one of a single year comes before each year's, and that before a public holiday. */
export function specialDays({ publicHolidays, days }: CalendarSettings, year: number): readonly SpecialDay[] {
  const text = String(year).padStart(4, '0');
  const found = new Map<string, SpecialDay>();
  for (const { day, name } of publicHolidays === null ? [] : holidaysIn(publicHolidays, year))
    found.set(day, { day, name, from: 'public', hours: [] });
  for (const { day: date, name, hours } of days.toSorted(
    (left, right) => left.day.length - right.day.length,
  )) {
    const day = date.length === YEARLY ? `${text}-${date}` : date;
    if (day.startsWith(`${text}-`) && isIn(day)) found.set(day, { day, name, from: 'own', hours });
  }
  return [...found.values()].sort((left, right) => (left.day < right.day ? -1 : 1));
}

const YEARLY = 'MM-DD'.length;

/** 29 February is there in some years only. */
const isIn = (day: string): boolean =>
  !day.endsWith('-02-29') || new Date(`${day}T00:00:00Z`).toISOString().startsWith(day);
