/** From what a tenant says to the calendar that is counted by. */
import type { BusinessCalendar, WorkingHours } from '@upshot/calendar';
import type { CalendarSettings } from './calendar-settings.ts';
import { holidaysIn } from './public-holidays.ts';

type Days = Readonly<Record<string, readonly WorkingHours[]>>;

/** The calendar. Keep it: it is prepared once for each object. Of two days the one of a single year comes first, then each year's own. */
export function businessCalendarOf({ zone, week, publicHolidays, days }: CalendarSettings): BusinessCalendar {
  const [dated, yearly] = [days.filter(({ day }) => isDated(day)), days.filter(({ day }) => !isDated(day))];
  return {
    zone,
    week,
    holidays: [],
    days: Object.fromEntries(dated.map(({ day, hours }) => [day, hours])),
    daysOf: (year): Days => ({
      ...Object.fromEntries(
        (publicHolidays === null ? [] : holidaysIn(publicHolidays, year)).map(({ day }) => [day, []]),
      ),
      ...Object.fromEntries(
        yearly.filter(({ day }) => isIn(day, year)).map(({ day, hours }) => [dayIn(day, year), hours]),
      ),
    }),
  };
}

const isDated = (day: string): boolean => day.length > 'MM-DD'.length;
const dayIn = (day: string, year: number): string => `${String(year).padStart(4, '0')}-${day}`;

/** 29 February is there in some years only. */
const isIn = (day: string, year: number): boolean =>
  day !== '02-29' || new Date(Date.UTC(year, 1, 29)).getUTCMonth() === 1;
