/** What a time trigger or a wait is told: how far from which date, at what time of day, in which zone, how often. */

/** What an offset is counted in. */
export const OFFSET_UNITS = [
  'minutes',
  'hours',
  'days',
  'weeks',
  'months',
  'years',
  'business_hours',
  'business_days',
  'business_weeks',
] as const;
export type OffsetUnit = (typeof OFFSET_UNITS)[number];

/** How often one value is due: once, or again each month or year on the value's day. */
export const RECURRENCES = ['once', 'monthly', 'yearly'] as const;
export type Recurrence = (typeof RECURRENCES)[number];

/** A whole number of a unit; negative: before. */
export interface Offset {
  readonly amount: number;
  readonly unit: OffsetUnit;
}

/** How far from a date field, and when on that day. */
export interface DateSchedule {
  /** A date or datetime column of the module, or a key of a json column (`column.key`). */
  readonly field: string;
  readonly offset: Offset;
  /**
   * The wall-clock time, `HH:mm` or `HH:mm:ss`, of the day that is due; null: the field's own (a date: the start of the
   * day). Minutes, hours and business hours are counted from that time on the field's own day.
   */
  readonly timeOfDay: string | null;
  /** An IANA name or a fixed offset (`+05:30`): days, months and wall-clock time are counted in it. */
  readonly zone: string;
  readonly recurrence: Recurrence;
}

/** One moment at which a value is due. */
export interface Occurrence {
  readonly dueAtMs: number;
  /**
   * What makes it one of a kind for its definition and record: the same value and cycle give the same key, whatever the
   * schedule's offset or the zone's rules become; a moved date gives another.
   */
  readonly key: string;
}
