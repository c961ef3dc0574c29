/** Moving by an offset: exact durations, days and months of the calendar, working time. */
import type { BusinessCalendar } from './business-calendar.ts';
import { addMonths } from './civil.ts';
import { countBusinessDays, countBusinessTime } from './count-business.ts';
import { instantAt, momentAt, onDay, type Moment } from './moment.ts';
import type { Offset } from './types.ts';
import { HOUR_MS, MINUTE_MS, withinDates } from './units.ts';
import { workingWeekOf } from './working-week.ts';
import { zoneOf } from './zone.ts';

/**
 * The instant `offset` after `fromMs` (before it, where negative), for waits. Minutes and hours are exact; days, weeks,
 * months and years keep the wall-clock time in `zone`; business units walk the calendar. Null where that finds no
 * working time. Throws `definition_invalid` for a zone that its schema refuses, `config_invalid` for such a calendar.
 */
export function addOffset(
  fromMs: number,
  offset: Offset,
  { zone, calendar }: { readonly zone: string; readonly calendar: BusinessCalendar },
): number | null {
  const dueMs = offsetFrom(momentAt(withinDates(fromMs), zoneOf(zone)), offset, calendar);
  return dueMs === null ? null : withinDates(dueMs);
}

/** The instant `offset` from a moment; null where the calendar has no working time for it. */
export function offsetFrom(
  from: Moment,
  { amount, unit }: Offset,
  calendar: BusinessCalendar,
): number | null {
  const onto = (day: number): number => instantAt(onDay(from, day));
  switch (unit) {
    case 'minutes':
      return instantAt(from) + amount * MINUTE_MS;
    case 'hours':
      return instantAt(from) + amount * HOUR_MS;
    case 'days':
      return onto(from.day + amount);
    case 'weeks':
      return onto(from.day + amount * 7);
    case 'months':
      return onto(addMonths(from.day, amount));
    case 'years':
      return onto(addMonths(from.day, amount * 12));
    case 'business_hours':
      return countBusinessTime(instantAt(from), amount * HOUR_MS, workingWeekOf(calendar));
    case 'business_days': {
      const day = countBusinessDays(from.day, amount, workingWeekOf(calendar));
      return day === null ? null : onto(day);
    }
  }
}
