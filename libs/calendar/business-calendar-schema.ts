/** The zod schema of a business calendar. */
import { z } from 'zod';
import { WEEKDAYS, type BusinessCalendar, type WorkingHours } from './business-calendar.ts';
import { zoneSchema } from './date-schedule-schema.ts';
import { readFieldDate } from './field-date.ts';
import { parseTimeOfDay } from './time-of-day.ts';

const MAX_OPENINGS = 12;
const MAX_HOLIDAYS = 2000;

const minuteOfDay = z.string().refine((text) => text.length === 5 && parseTimeOfDay(text) !== undefined, {
  error: 'no time of day: take HH:mm',
  abort: true,
});

const hours = z
  .strictObject({ from: minuteOfDay, to: z.union([z.literal('24:00'), minuteOfDay]) })
  .refine(({ from, to }) => from < to, 'working hours end after they begin, on the same day');

/** Times of that shape order as texts do. */
const apart = (openings: readonly WorkingHours[]): boolean =>
  openings
    .toSorted((left, right) => (left.from < right.from ? -1 : 1))
    .every(({ from }, index, sorted) => index === 0 || (sorted[index - 1]?.to ?? '') <= from);

const day = z.array(hours).max(MAX_OPENINGS).readonly().refine(apart, 'working hours overlap');

const holiday = z
  .string()
  .regex(/^\d{4}-\d\d-\d\d$/u, { error: 'no day: take YYYY-MM-DD', abort: true })
  .refine((text) => readFieldDate(text) !== undefined, 'the calendar has no such day');

const fewDays = (days: object): boolean => Object.keys(days).length <= MAX_HOLIDAYS;

/** The working hours of a day, in any order. */
export const dayHoursSchema: z.ZodType<readonly WorkingHours[]> = day;

/** The working hours of each weekday. */
export const workingWeekSchema: z.ZodType<BusinessCalendar['week']> = z.record(z.enum(WEEKDAYS), day);

/** A day that there is, as `YYYY-MM-DD`. */
export const calendarDaySchema = holiday;

/** A business calendar as JSON; a week without working hours is one, in which nothing in business units is ever due. */
export const businessCalendarSchema: z.ZodType<BusinessCalendar> = z.strictObject({
  zone: zoneSchema,
  week: workingWeekSchema,
  holidays: z.array(holiday).max(MAX_HOLIDAYS).readonly(),
  days: z
    .record(holiday, day)
    .refine(fewDays, `more than ${String(MAX_HOLIDAYS)} days`)
    .optional(),
});
