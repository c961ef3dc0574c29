/** When something is due: date fields, zones, recurrence and working time, without a clock. */
export { addOffset, type CountedBy } from './add-offset.ts';
export {
  standardCalendar,
  WEEKDAYS,
  type BusinessCalendar,
  type Weekday,
  type WorkingHours,
} from './business-calendar.ts';
export {
  businessCalendarSchema,
  calendarDaySchema,
  dayHoursSchema,
  workingWeekSchema,
} from './business-calendar-schema.ts';
export {
  dateScheduleSchema,
  OFFSET_LIMITS,
  offsetSchema,
  timeOfDaySchema,
  zoneSchema,
} from './date-schedule-schema.ts';
export { nextTimeOfDay, type DailyTime } from './next-time-of-day.ts';
export { nextOccurrence, occurrences } from './occurrences.ts';
export { overdueSchedule } from './overdue.ts';
export {
  OFFSET_UNITS,
  RECURRENCES,
  type DateSchedule,
  type Occurrence,
  type Offset,
  type OffsetUnit,
  type Recurrence,
} from './types.ts';
export { isZone } from './zone-name.ts';
export { wallClock } from './wall-clock.ts';
