/** When a wait would be over, or a date would start a run: the next few times, for whoever writes it. Pure. */
import { occurrences, wallClock, type DateSchedule } from '@upshot/calendar';
import type { WaitUntil } from '@upshot/definitions';
import { fieldReader } from '@upshot/values';
import { dueOf, zoneOfWait } from './due-of.ts';
import type { Working } from './nodes/node-kind.ts';
import type { Fields } from './run-state.ts';

/** What is asked about: a wait, or the schedule of a time trigger. */
export type Previewed = { readonly wait: WaitUntil } | { readonly schedule: DateSchedule };

export interface PreviewFrom {
  readonly fromMs: number;
  /** A sample of the record, whose date it reads. */
  readonly record: Fields;
  readonly working: Working;
  /** How many times at most. */
  readonly count: number;
}

export interface PreviewedDue {
  readonly dueAtMs: number;
  /** On the wall clock of the zone, with its offset: `2026-03-29T03:00:00+02:00`. */
  readonly local: string;
  readonly zone: string;
  /** Whether it lies before the moment that is asked from: a wait is over at once, a date trigger makes nothing up. */
  readonly isPast: boolean;
}

/**
 * The next due times, the first one first; none where the field is empty or no date, or where no such day comes. A date comes
 * once unless its schedule recurs; of any other wait each next time is that of the same wait, begun when the one before is over.
 */
export function previewDues(what: Previewed, from: PreviewFrom): readonly PreviewedDue[] {
  const zone = 'schedule' in what ? what.schedule.zone : zoneOf(what.wait, from.working);
  const dues = 'schedule' in what ? ofSchedule(what.schedule, from) : ofWait(what.wait, from);
  return dues.map((dueAtMs) => ({
    dueAtMs,
    zone,
    local: wallClock(dueAtMs, zone),
    isPast: dueAtMs < from.fromMs,
  }));
}

function ofSchedule(
  schedule: DateSchedule,
  { fromMs, record, working, count }: PreviewFrom,
): readonly number[] {
  const value = fieldReader(schedule.field)({ values: record, unknown: [] });
  if (typeof value === 'symbol') return [];
  const outlook = { afterMs: fromMs, calendar: working.calendar, count };
  return occurrences(schedule, value, outlook).map(({ dueAtMs }) => dueAtMs);
}

function ofWait(until: WaitUntil, { fromMs, record, working, count }: PreviewFrom): readonly number[] {
  const by = { working: () => working, recordNow: () => ({ state: 'missing' }) as const };
  const dues: number[] = [];
  const wanted = until.kind === 'date' ? Math.min(count, 1) : count;
  while (dues.length < wanted) {
    const dueAtMs = dueOf(until, { fromMs: dues.at(-1) ?? fromMs, record }, by);
    if (dueAtMs === null) break;
    dues.push(dueAtMs);
  }
  return dues;
}

const zoneOf = (until: WaitUntil, working: Working): string =>
  until.kind === 'duration' ? working.tenantZone : zoneOfWait(until, working);
