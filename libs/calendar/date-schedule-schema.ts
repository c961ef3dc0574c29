/** The zod schema of a date schedule: what a client sent wrong is named by its place. */
import { z } from 'zod';
import { parseTimeOfDay } from './time-of-day.ts';
import { OFFSET_UNITS, RECURRENCES, type DateSchedule, type Offset, type OffsetUnit } from './types.ts';
import { isZone } from './zone-name.ts';

/** The largest amount of each unit, before and after: about ten years. Dialects whose own ranges are narrower hold to them. */
export const OFFSET_LIMITS: Readonly<Record<OffsetUnit, number>> = {
  minutes: 5_256_000,
  hours: 87_600,
  days: 3650,
  weeks: 520,
  months: 120,
  years: 10,
  business_hours: 20_000,
  business_days: 2600,
  business_weeks: 520,
};

/** A zone's name; see `isZone`. */
export const zoneSchema = z
  .string()
  .refine(isZone, 'no time zone: take a region and place (Europe/Berlin), UTC, or an offset (+05:30)');

/** An offset within the limits of its unit. */
export const offsetSchema: z.ZodType<Offset> = z
  .strictObject({ amount: z.int('not a whole number'), unit: z.enum(OFFSET_UNITS) })
  .superRefine(({ amount, unit }, context) => {
    const limit = OFFSET_LIMITS[unit];
    if (Math.abs(amount) <= limit) return;
    const message = `${unit} go from -${String(limit)} to ${String(limit)}`;
    context.addIssue({ code: 'custom', path: ['amount'], message });
  });

/** A wall-clock time: `HH:mm` or `HH:mm:ss`. */
export const timeOfDaySchema = z
  .string()
  .refine(
    (text) => parseTimeOfDay(text) !== undefined,
    'no time of day: take HH:mm or HH:mm:ss up to 23:59:59',
  );

/** A date schedule as JSON. That the field exists and holds dates is for whoever knows the module to check. */
export const dateScheduleSchema: z.ZodType<DateSchedule> = z.strictObject({
  field: z.string().min(1).max(200),
  offset: offsetSchema,
  timeOfDay: timeOfDaySchema.nullable(),
  zone: zoneSchema,
  recurrence: z.enum(RECURRENCES),
});
