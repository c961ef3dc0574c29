/** A schedule prepared for counting, once for each object. */
import { UpshotError } from '@upshot/errors';
import { parseTimeOfDay } from './time-of-day.ts';
import type { DateSchedule, Recurrence } from './types.ts';
import { zoneOf, type Zone } from './zone.ts';

export interface PreparedSchedule {
  readonly zone: Zone;
  /** The time of day in milliseconds since 00:00 on the clock; null: the value's own. */
  readonly timeMs: number | null;
  /** How many months from one cycle to the next; 0: there is but one. */
  readonly months: number;
}

const MONTHS: Readonly<Record<Recurrence, number>> = { once: 0, monthly: 1, yearly: 12 };
const prepared = new WeakMap<DateSchedule, PreparedSchedule>();

/** The prepared form of a schedule. Throws `definition_invalid` for one that its schema refuses. */
export function preparedSchedule(schedule: DateSchedule): PreparedSchedule {
  const known = prepared.get(schedule);
  if (known) return known;
  const fresh = prepare(schedule);
  prepared.set(schedule, fresh);
  return fresh;
}

function prepare({ offset, timeOfDay, zone, recurrence }: DateSchedule): PreparedSchedule {
  const timeMs = timeOfDay === null ? null : parseTimeOfDay(timeOfDay);
  if (timeMs === undefined)
    throw new UpshotError('definition_invalid', 'no time of day', { place: '/timeOfDay' });
  if (!Number.isSafeInteger(offset.amount))
    throw new UpshotError('definition_invalid', 'no whole number', { place: '/offset/amount' });
  return { zone: zoneOf(zone), timeMs, months: MONTHS[recurrence] };
}
