/** A schedule to vary, and when it is due as people read it. */
import type { FieldValue } from '@upshot/values';
import { standardCalendar } from '../business-calendar.ts';
import { nextOccurrence, occurrences } from '../occurrences.ts';
import type { DateSchedule } from '../types.ts';
import { at, shown } from './arbitraries.ts';

export const calendar = standardCalendar('Europe/Berlin');

const BASE: DateSchedule = {
  field: 'due_date',
  offset: { amount: 0, unit: 'days' },
  timeOfDay: '09:00',
  zone: 'Europe/Berlin',
  recurrence: 'once',
};

/** On the due date at nine in Berlin, but for what is given. */
export const schedule = (part: Partial<DateSchedule>): DateSchedule => ({ ...BASE, ...part });

/** When a value is due next, with the offset of the schedule's zone; null: never. */
export function due(
  part: Partial<DateSchedule>,
  value: FieldValue,
  after = '2026-11-23T00:00Z',
): string | null {
  const next = nextOccurrence(schedule(part), value, { afterMs: at(after), calendar });
  return next === null ? null : shown(next.dueAtMs, part.zone ?? BASE.zone);
}

/** The next five times, to the minute, on the wall clock of the schedule's zone. */
export const nextFive = (part: Partial<DateSchedule>, value: FieldValue, after: string): readonly string[] =>
  occurrences(schedule(part), value, { afterMs: at(after), calendar, count: 5 }).map(({ dueAtMs }) =>
    shown(dueAtMs, part.zone ?? BASE.zone).slice(0, 16),
  );
