/** Which edges let a circle be: behind them lies a rest of a minute at least, or a count. */
import type { OffsetUnit } from '@upshot/calendar';
import type { Edge, Node, WaitNode } from '@upshot/definitions';

/** The least that a circle must wait at each turn. */
const REST_MS = 60_000;

/** Units of which one is a minute at least. */
const DAYS: ReadonlySet<OffsetUnit> = new Set([
  'days',
  'weeks',
  'months',
  'years',
  'business_days',
  'business_weeks',
]);

/**
 * Whether whoever goes round over `edge` has rested, or is counted. A loop counts its turns by `again`. A wait has rested unless it
 * found no date; one until a date of the record may have found it past. An event or a person is rest, and so is the time they are given.
 */
export function isRest(node: Node | undefined, { outcome }: Edge): boolean {
  if (node?.kind === 'loop') return outcome === 'again';
  if (node?.kind === 'task') return outcome !== 'expired' || isLong(node.deadlineMs);
  if (node?.kind === 'wait_for_event') return outcome !== 'timeout' || isLong(node.timeoutMs);
  return node?.kind === 'wait' && outcome !== 'no_date' && waitRests(node);
}

/** Left out, it never comes. */
const isLong = (durationMs: number | undefined): boolean => durationMs === undefined || durationMs >= REST_MS;

function waitRests({ until }: WaitNode): boolean {
  switch (until.kind) {
    case 'duration':
      return until.durationMs >= REST_MS;
    case 'offset':
      return until.offset.amount > 0 && (until.timeOfDay === undefined || DAYS.has(until.offset.unit));
    case 'time_of_day':
      return true;
    case 'date':
      return false;
  }
}
