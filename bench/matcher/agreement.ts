/** Whether engines find the same: a rate counts only for one that does the work. */
import { UpshotError } from '@upshot/errors';
import type { CellResult } from './cell.ts';
import type { BenchDefinition } from './workload/index.ts';

/** The matches of one engine, over the definitions that it held. */
export interface Found {
  readonly engine: string;
  readonly held: ReadonlySet<string>;
  readonly sets: CellResult['sets'];
}

/**
 * Compares two engines event by event, on the definitions that both held and the events that both were asked. Returns how many events
 * that were; throws `internal` with the first definition on which they differ.
 */
export function compare(one: Found, other: Found, definitions: readonly BenchDefinition[]): number {
  const events = Math.min(one.sets.length, other.sets.length);
  for (let place = 0; place < events; place += 1) {
    const left = shared(one.sets[place], other.held);
    const right = shared(other.sets[place], one.held);
    const [only] = [...left.symmetricDifference(right)].sort();
    if (only === undefined) continue;
    const [yes, no] = left.has(only) ? [one.engine, other.engine] : [other.engine, one.engine];
    const criteria = JSON.stringify(definitions.find(({ key }) => key === only)?.criteria);
    const message = `${yes} matches event ${place} with ${only} and ${no} does not: ${criteria}`;
    throw new UpshotError('internal', message);
  }
  return events;
}

const shared = (keys: readonly string[] = [], held: ReadonlySet<string>): ReadonlySet<string> =>
  new Set(keys.filter((key) => held.has(key)));
