/** Moving by an offset: exact durations, days and months of the calendar, working time. */
import type { BusinessCalendar } from './business-calendar.ts';
import { addMonths } from './civil.ts';
import { countBusinessDays, countBusinessTime } from './count-business.ts';
import { instantAt, momentAt, onDay, type Moment } from './moment.ts';
import { clock, nextTimeOfDay } from './next-time-of-day.ts';
import type { Offset, OffsetUnit } from './types.ts';
import { HOUR_MS, MINUTE_MS, withinDates } from './units.ts';
import { workingWeekOf } from './working-week.ts';
import { zoneOf } from './zone.ts';

/** What an offset from an instant is counted by. */
export interface CountedBy {
  readonly zone: string;
  readonly calendar: BusinessCalendar;
  /** The wall-clock time of the day that is reached; left out: that of the instant. */
  readonly timeOfDay?: string | undefined;
}

/** These are counted from the instant, whatever its day. */
const OF_TIME: ReadonlySet<OffsetUnit> = new Set<OffsetUnit>(['minutes', 'hours', 'business_hours']);

/**
 * The instant `offset` after `fromMs` (before it, where negative), for waits. Minutes and hours are exact; days, weeks,
 * months and years keep the wall-clock time in `zone`, or take `timeOfDay` on the day that they reach; business units walk
 * the calendar. After minutes, hours and business hours `timeOfDay` is the next such time. Null where the calendar holds too
 * little working time. Throws `definition_invalid` for a zone or time that its schema refuses, `config_invalid` for such a
 * calendar.
 */
export function addOffset(fromMs: number, offset: Offset, counted: CountedBy): number | null {
  const { zone, calendar, timeOfDay } = counted;
  const from = momentAt(withinDates(fromMs), zoneOf(zone));
  const isTime = OF_TIME.has(offset.unit);
  const timed =
    timeOfDay === undefined || isTime ? from : { ...from, timeMs: clock(timeOfDay), exactMs: null };
  const dueMs = offsetFrom(timed, offset, calendar);
  if (dueMs === null) return null;
  if (timeOfDay === undefined || !isTime) return withinDates(dueMs);
  return nextTimeOfDay(withinDates(dueMs) - 1, { timeOfDay, zone });
}

/** The instant `offset` from a moment; null where the calendar has no working time for it. */
export function offsetFrom(
  from: Moment,
  { amount, unit }: Offset,
  calendar: BusinessCalendar,
): number | null {
  const onto = (day: number): number => instantAt(onDay(from, day));
  const ontoNullable = (day: number | null): number | null => (day === null ? null : onto(day));
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
    case 'business_days':
      return ontoNullable(countBusinessDays(from.day, amount, workingWeekOf(calendar)));
    case 'business_weeks': {
      const week = workingWeekOf(calendar);
      if (week.daysAWeek === 0) return null;
      return ontoNullable(countBusinessDays(from.day, amount * week.daysAWeek, week));
    }
  }
}
