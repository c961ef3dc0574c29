/** The cycles of a recurrence listed one after another by Temporal, to hold the guess and its correction against. */
import { addOffset } from '../add-offset.ts';
import type { BusinessCalendar } from '../business-calendar.ts';
import type { DateSchedule } from '../types.ts';
import { firstValid } from './first-valid.ts';

/** When the first `count` cycles of a day's recurrence are due; only for schedules with a time of day. */
export function plainCycles(
  schedule: DateSchedule,
  day: string,
  calendar: BusinessCalendar,
  count: number,
): readonly number[] {
  const first = Temporal.PlainDate.from(day);
  return Array.from({ length: count }, (_, cycle) =>
    dueOn(
      first.add(schedule.recurrence === 'monthly' ? { months: cycle } : { years: cycle }),
      schedule,
      calendar,
    ),
  );
}

/** Calendar units move the day, and the time of day is taken there; exact and working time is counted from an instant. */
function dueOn(
  day: Temporal.PlainDate,
  { offset, zone, timeOfDay }: DateSchedule,
  calendar: BusinessCalendar,
): number {
  const time = timeOfDay ?? '00:00';
  const { amount, unit } = offset;
  if (unit === 'minutes' || unit === 'hours' || unit === 'business_hours')
    return addOffset(firstValid(day.toPlainDateTime(time), zone), offset, { zone, calendar }) ?? Number.NaN;
  if (unit !== 'business_days' && unit !== 'business_weeks')
    return firstValid(day.add({ [unit]: amount }).toPlainDateTime(time), zone);
  const noon = day.toPlainDateTime('12:00').toZonedDateTime('UTC').epochMilliseconds;
  const dueMs = addOffset(noon, offset, { zone: 'UTC', calendar }) ?? Number.NaN;
  const dueDay = Temporal.Instant.fromEpochMilliseconds(dueMs).toZonedDateTimeISO('UTC').toPlainDate();
  return firstValid(dueDay.toPlainDateTime(time), zone);
}
