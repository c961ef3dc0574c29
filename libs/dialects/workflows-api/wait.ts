/** The config of `wait`: a duration, in parts that add up. */
import { z } from 'zod';

const DAY_MS = 86_400_000;
const MAX_DAYS = 30;

const part = z.number().nonnegative('must not be negative').max(1e9, 'is too long').nullish();

/** Decimals are fine; nothing given is no pause at all. The total is at most 30 days. */
export const waitConfig = z
  .strictObject({ days: part, hours: part, minutes: part, seconds: part })
  .transform(toMs)
  .refine((durationMs) => durationMs <= MAX_DAYS * DAY_MS, `must not be longer than ${MAX_DAYS} days`);

interface Parts {
  readonly days?: number | null | undefined;
  readonly hours?: number | null | undefined;
  readonly minutes?: number | null | undefined;
  readonly seconds?: number | null | undefined;
}

function toMs({ days, hours, minutes, seconds }: Parts): number {
  const total =
    (days ?? 0) * DAY_MS + (hours ?? 0) * 3_600_000 + (minutes ?? 0) * 60_000 + (seconds ?? 0) * 1_000;
  return Math.round(total);
}
