/** Lengths and bounds of time, in milliseconds and in days since 1970. */

export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

/** The last day that a value may name and a cycle may reach: 9999-12-31. */
export const LAST_DAY = 2_932_896;
/** The first: 0001-01-01. */
export const FIRST_DAY = -719_162;

/** The farthest instant from 1970 that a Date holds. */
const DATE_LIMIT_MS = 8.64e15;

/** The nearest instant that a Date can hold, at least `marginMs` away from the last one. */
export const withinDates = (ms: number, marginMs = 0): number =>
  Math.min(Math.max(ms, marginMs - DATE_LIMIT_MS), DATE_LIMIT_MS - marginMs);
