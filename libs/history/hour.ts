/** One hour of a definition: how many runs began and ended in it, how, and how long they took. */
import { mergeSketches, type Sketch } from './sketch.ts';

export const HOUR_MS = 3_600_000;

/** `durations` is of all runs that ended in the hour. */
export interface Hour {
  readonly hourMs: number;
  readonly started: number;
  readonly completed: number;
  readonly skipped: number;
  readonly failed: number;
  readonly cancelled: number;
  readonly durations: Sketch;
}

/** When the hour of a time began, in UTC. */
export const hourOf = (atMs: number): number => Math.floor(atMs / HOUR_MS) * HOUR_MS;

/** The hours in one, under the time of the first. */
export function mergeHours(hours: readonly Hour[]): Hour {
  const sum = (field: 'started' | 'completed' | 'skipped' | 'failed' | 'cancelled'): number =>
    hours.reduce((total, each) => total + each[field], 0);
  return {
    hourMs: hours[0]?.hourMs ?? 0,
    started: sum('started'),
    completed: sum('completed'),
    skipped: sum('skipped'),
    failed: sum('failed'),
    cancelled: sum('cancelled'),
    durations: mergeSketches(hours.map(({ durations }) => durations)),
  };
}
