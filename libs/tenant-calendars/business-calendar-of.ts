/** From what a tenant says to the calendar that is counted by. */
import { standardCalendar, type BusinessCalendar } from '@upshot/calendar';
import type { CalendarSettings } from './calendar-settings.ts';
import { specialDays } from './special-days.ts';

/** The calendar. Keep it: it is prepared once for each object. */
export const businessCalendarOf = (settings: CalendarSettings): BusinessCalendar => ({
  zone: settings.zone,
  week: settings.week,
  holidays: [],
  daysOf: (year) => Object.fromEntries(specialDays(settings, year).map(({ day, hours }) => [day, hours])),
});

/** What holds for a tenant that has said nothing: the usual week in a zone, without holidays. */
export const standardSettings = (zone: string): CalendarSettings => ({
  zone,
  week: standardCalendar(zone).week,
  publicHolidays: null,
  days: [],
});
