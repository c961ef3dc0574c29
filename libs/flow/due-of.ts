/** When a wait is over: sums of the calendar, in the zone that the wait names. */
import type { WaitUntil } from '@upshot/definitions';
import type { Surroundings } from './nodes/node-kind.ts';
import type { Fields } from './run-state.ts';

/** From when it counts, and the record whose dates it reads. */
export interface CountedFrom {
  readonly fromMs: number;
  readonly record: Fields;
}

/** The moment; null where the field that it counts from is empty, or no such day comes. */
export function dueOf(until: WaitUntil, { fromMs }: CountedFrom, _surroundings: Surroundings): number | null {
  return until.kind === 'duration' ? fromMs + until.durationMs : null;
}
