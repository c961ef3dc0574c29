/** Counting in business days and business hours: a walk over the calendar, day by day, that always ends. */
import { DAY_MS } from './units.ts';
import type { Opening, WorkingWeek } from './working-week.ts';

/** A walk that finds too little working time within a century finds none. */
const MAX_WALK_DAYS = 36_525;

/**
 * The business day `amount` after `day` (before it, where negative), `day` itself not counted; for 0 the first business
 * day from `day` on. A business day is one with working time. Null where a century holds too few.
 */
export function countBusinessDays(day: number, amount: number, week: WorkingWeek): number | null {
  if (!week.everOpen || Math.abs(amount) > MAX_WALK_DAYS) return null;
  const step = amount < 0 ? -1 : 1;
  let left = amount === 0 ? 1 : Math.abs(amount);
  let at = amount === 0 ? day - 1 : day;
  for (let walked = 0; walked < MAX_WALK_DAYS; walked += 1) {
    at += step;
    if (week.openingsOn(at).length > 0) left -= 1;
    if (left === 0) return at;
  }
  return null;
}

/**
 * The instant at which `amountMs` of working time has passed since `fromMs` (is still to pass until it, where negative).
 * From outside working time the count begins at the next opening (at the closing before); what ends with a day's work is
 * due at its closing. Null where a century holds too little.
 */
export function countBusinessTime(fromMs: number, amountMs: number, week: WorkingWeek): number | null {
  if (!week.everOpen || Math.abs(amountMs) > MAX_WALK_DAYS * DAY_MS) return null;
  return amountMs < 0 ? countBack(fromMs, -amountMs, week) : countOn(fromMs, amountMs, week);
}

function countOn(fromMs: number, amountMs: number, week: WorkingWeek): number | null {
  let left = amountMs;
  const first = localDay(fromMs, week);
  for (let day = first; day < first + MAX_WALK_DAYS; day += 1)
    for (const opening of week.openingsOn(day)) {
      const { startMs, endMs } = instants(day, opening, week);
      if (endMs <= fromMs || endMs <= startMs) continue;
      const beginMs = Math.max(startMs, fromMs);
      if (left <= endMs - beginMs) return beginMs + left;
      left -= endMs - beginMs;
    }
  return null;
}

function countBack(fromMs: number, amountMs: number, week: WorkingWeek): number | null {
  let left = amountMs;
  // Clocks that go back over midnight show the day before again, after the next has begun.
  const first = localDay(fromMs, week) + 1;
  for (let day = first; day > first - MAX_WALK_DAYS; day -= 1)
    for (const opening of week.openingsOn(day).toReversed()) {
      const { startMs, endMs } = instants(day, opening, week);
      if (startMs >= fromMs) continue;
      const finishMs = Math.min(endMs, fromMs);
      if (left <= finishMs - startMs) return finishMs - left;
      left -= finishMs - startMs;
    }
  return null;
}

const localDay = (atMs: number, { zone }: WorkingWeek): number =>
  Math.floor((atMs + zone.offsetAt(atMs)) / DAY_MS);

/** An opening of a day as instants: real time, so that a day on which clocks change is as long as it is. */
function instants(day: number, { fromMs, toMs }: Opening, { zone }: WorkingWeek) {
  return {
    startMs: zone.instantOf(day * DAY_MS + fromMs),
    endMs: zone.instantOf(day * DAY_MS + toMs),
  };
}
