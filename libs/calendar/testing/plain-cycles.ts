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
  const { offset, zone, timeOfDay, recurrence } = schedule;
  const first = Temporal.PlainDate.from(day);
  return Array.from({ length: count }, (_, cycle) => {
    const on = first.add(recurrence === 'monthly' ? { months: cycle } : { years: cycle });
    const startMs = firstValid(on.toPlainDateTime(timeOfDay ?? '00:00'), zone);
    return addOffset(startMs, offset, { zone, calendar }) ?? Number.NaN;
  });
}
