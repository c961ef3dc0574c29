/** When people work: hours for each weekday, in a zone, and the days on which nobody does. */

/** The days of the week, Monday first. */
export const WEEKDAYS = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** From one wall-clock time (`HH:mm`) until another on the same day; `24:00` is the day's end. */
export interface WorkingHours {
  readonly from: string;
  readonly to: string;
}

/** Working hours in a zone's wall-clock time, and the days, as `YYYY-MM-DD`, that are unlike their weekday. */
export interface BusinessCalendar {
  readonly zone: string;
  readonly week: Readonly<Record<Weekday, readonly WorkingHours[]>>;
  readonly holidays: readonly string[];
  /** Days with hours of their own, whether a holiday or not; none: nobody works. */
  readonly days?: Readonly<Record<string, readonly WorkingHours[]>> | undefined;
  /** Further such days of one year, the same ones whenever they are asked for; `days` and `holidays` come first. */
  readonly daysOf?: ((year: number) => Readonly<Record<string, readonly WorkingHours[]>>) | undefined;
}

/** Monday to Friday from 09:00 to 17:00 without holidays. Keep what it returns: each calendar is prepared once. */
export function standardCalendar(zone: string): BusinessCalendar {
  const work = [{ from: '09:00', to: '17:00' }];
  return {
    zone,
    week: {
      monday: work,
      tuesday: work,
      wednesday: work,
      thursday: work,
      friday: work,
      saturday: [],
      sunday: [],
    },
    holidays: [],
  };
}
