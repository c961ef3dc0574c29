/** When a wait is over: sums of the calendar, in the zone that the wait names. */
import { addOffset, nextOccurrence, nextTimeOfDay, type DateSchedule } from '@upshot/calendar';
import type { WaitUntil, WaitZone } from '@upshot/definitions';
import { fieldReader, type FieldValue } from '@upshot/values';
import type { Surroundings, Working } from './nodes/node-kind.ts';
import type { Fields } from './run-state.ts';

/** From when it counts, and the record whose dates and zone it reads. */
export interface CountedFrom {
  readonly fromMs: number;
  readonly record: Fields;
}

/** What a wait's date is found by besides the record. */
export type DueBy = Pick<Surroundings, 'recordNow' | 'working'>;

type Until<K extends WaitUntil['kind']> = Extract<WaitUntil, { readonly kind: K }>;

/**
 * The moment; null where the field that it counts from is empty or no date, or where no such day comes. What counts from now
 * on is never before it; a date of the record may have passed.
 */
export function dueOf(until: WaitUntil, from: CountedFrom, by: DueBy): number | null {
  switch (until.kind) {
    case 'duration':
      return from.fromMs + until.durationMs;
    case 'offset':
      return dueAfter(until, from, by.working(from.record));
    case 'date':
      return dueBy(until, from, by);
    case 'time_of_day': {
      const zone = zoneOfWait(until, by.working(from.record));
      return nextTimeOfDay(from.fromMs, { ...until, zone });
    }
  }
}

function dueAfter(
  { offset, timeOfDay, zone }: Until<'offset'>,
  { fromMs }: CountedFrom,
  working: Working,
): number | null {
  const { calendar } = working;
  const dueMs = addOffset(fromMs, offset, { calendar, timeOfDay, zone: zoneOfWait({ zone }, working) });
  return dueMs === null ? null : Math.max(dueMs, fromMs);
}

function dueBy(until: Until<'date'>, { fromMs, record }: CountedFrom, by: DueBy): number | null {
  const working = by.working(record);
  const { field, offset, timeOfDay = null, zone } = until;
  const schedule: DateSchedule = {
    field,
    offset,
    timeOfDay,
    zone: zoneOfWait({ zone }, working),
    recurrence: 'once',
  };
  const value = valueOf(field, record, by);
  return nextOccurrence(schedule, value, { afterMs: fromMs, calendar: working.calendar })?.dueAtMs ?? null;
}

/** What the run's record lacks (an activity tells but little of it) is read of the record as it is now. */
function valueOf(field: string, record: Fields, { recordNow }: DueBy): FieldValue | undefined {
  const column = field.split('.', 1)[0] ?? field;
  if (Object.hasOwn(record, field) || Object.hasOwn(record, column)) return readIn(field, record);
  const now = recordNow();
  return now.state === 'found' ? readIn(field, now.image.values) : undefined;
}

function readIn(field: string, values: Fields): FieldValue | undefined {
  const reading = fieldReader(field)({ values, unknown: [] });
  return typeof reading === 'symbol' ? undefined : reading;
}

/** The zone that a wait reads the clock in; a record or an owner without one lives in the tenant's. */
export function zoneOfWait(until: { readonly zone?: WaitZone | undefined }, working: Working): string {
  const { zone = 'tenant' } = until;
  if (typeof zone === 'object') return zone.name;
  const { tenantZone } = working;
  if (zone === 'record') return working.recordZone ?? tenantZone;
  return zone === 'owner' ? (working.ownerZone ?? tenantZone) : tenantZone;
}
