/** What a tenant says of when its people work, as JSON. */
import {
  calendarDaySchema,
  dayHoursSchema,
  workingWeekSchema,
  zoneSchema,
  type BusinessCalendar,
  type WorkingHours,
} from '@upshot/calendar';
import { z } from 'zod';
import { HOLIDAY_KINDS, strangeIn, type PublicHolidays } from './public-holidays.ts';

/** A day, or the same one each year, with hours of its own; without hours nobody works. It comes before a public holiday. */
export interface OwnDay {
  /** `YYYY-MM-DD`, or `MM-DD` for each year. */
  readonly day: string;
  readonly name: string;
  readonly hours: readonly WorkingHours[];
}

export interface CalendarSettings {
  /** The zone in which hours are read, and the tenant's own for all else. */
  readonly zone: string;
  readonly week: BusinessCalendar['week'];
  /** Null: public holidays are days like others. */
  readonly publicHolidays: PublicHolidays | null;
  readonly days: readonly OwnDay[];
}

/** More than a year has. */
const MAX_DAYS = 400;
/** A leap year has every day of a year. */
const LEAP_YEAR = '2028';

const eachYear = z
  .string()
  .refine(
    (text) => calendarDaySchema.safeParse(`${LEAP_YEAR}-${text}`).success,
    'the calendar has no such day',
  );

const code = z.string().regex(/^[A-Za-z0-9-]{1,10}$/u, 'is no code of a place');

const publicHolidays: z.ZodType<PublicHolidays> = z
  .strictObject({
    country: code,
    state: code.optional(),
    region: code.optional(),
    kinds: z.array(z.enum(HOLIDAY_KINDS)).min(1).max(HOLIDAY_KINDS.length).readonly().optional(),
  })
  .superRefine((place, context) => {
    const strange = strangeIn(place);
    if (strange !== null)
      context.addIssue({
        code: 'custom',
        path: [strange],
        message: `no holidays are known of this ${strange}`,
      });
  });

const ownDay: z.ZodType<OwnDay> = z.strictObject({
  day: z.union([calendarDaySchema, eachYear], { error: 'no day: take YYYY-MM-DD, or MM-DD for each year' }),
  name: z.string().min(1).max(200),
  hours: dayHoursSchema,
});

const isOpen = (week: BusinessCalendar['week']): boolean =>
  Object.values(week).some((hours) => hours.length > 0);

/** Each part of the settings. */
export const calendarParts = {
  zone: zoneSchema,
  week: workingWeekSchema.refine(isOpen, 'at least one weekday needs working hours'),
  publicHolidays: publicHolidays.nullable().default(null),
  days: z
    .array(ownDay)
    .max(MAX_DAYS)
    .readonly()
    .refine((days) => new Set(days.map(({ day }) => day)).size === days.length, 'a day is named twice')
    .default([]),
};

/** Settings as JSON: at least one weekday has hours, each day of their own is named once. */
export const calendarSettingsSchema: z.ZodType<CalendarSettings> = z.strictObject(calendarParts);
