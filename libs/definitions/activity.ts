/** What an activity trigger listens to: something that happens to a record without changing a row, or that does not happen in time. */

/** What a time limit is counted in: units of one length each. */
export const LIMIT_UNITS = ['seconds', 'minutes', 'hours', 'days', 'weeks'] as const;
export type LimitUnit = (typeof LIMIT_UNITS)[number];

const UNIT_MS: Readonly<Record<LimitUnit, number>> = {
  seconds: 1_000,
  minutes: 60_000,
  hours: 3_600_000,
  days: 86_400_000,
  weeks: 604_800_000,
};

export interface TimeLimit {
  readonly amount: number;
  readonly unit: LimitUnit;
}

/** A time limit in milliseconds. */
export const limitMs = ({ amount, unit }: TimeLimit): number => amount * UNIT_MS[unit];

/** What is awaited once the activity has happened. */
export interface AwaitedActivity {
  readonly type: string;
  readonly within: TimeLimit;
  /** `missing`: the run starts when the time has passed without it. `in_time`: the run starts when it comes in time. */
  readonly fires: 'missing' | 'in_time';
  /** The field of both activities' data that says which belong together; null where any of the same record do. */
  readonly correlation: string | null;
}

/** An activity of the module: its type, and what is to follow it. */
export interface WatchedActivity {
  readonly type: string;
  /** Of `activity_missing`, and only of it. */
  readonly awaited?: AwaitedActivity | undefined;
}
