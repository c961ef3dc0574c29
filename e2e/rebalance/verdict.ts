/** What must hold after the storm: every change matched, once, and those of one record in the order of their commit. */
import type { Change } from './changes.ts';

/** A start command that stands on `upshot.run-commands`. */
export interface Started extends Change {
  readonly runId: string;
  /** When its matcher planned it. */
  readonly sentAtMs: number;
  readonly partition: number;
  readonly offset: bigint;
}

export interface Verdict {
  readonly changes: number;
  /** Changes without a run. */
  readonly lost: number;
  /** Runs of no change. */
  readonly invented: number;
  /** Changes with more than one run: a repeated command has the same run. */
  readonly doubled: number;
  /** Commands that came again, under the run that they had: what was in hand is done again after a kill. */
  readonly repeated: number;
  /** Changes matched before an earlier one of their record. */
  readonly outOfOrder: number;
}

/** Counts every breach. */
export function judge(changes: readonly Change[], started: readonly Started[]): Verdict {
  const runs = Map.groupBy(started, keyOf);
  const wanted = new Set(changes.map(keyOf));
  const idsOf = (key: string): number => new Set(runs.get(key)?.map(({ runId }) => runId)).size;
  return {
    changes: changes.length,
    lost: [...wanted].filter((key) => idsOf(key) === 0).length,
    invented: [...runs.keys()].filter((key) => !wanted.has(key)).length,
    doubled: [...wanted].filter((key) => idsOf(key) > 1).length + sharedIds(started),
    repeated: started.length - new Set(started.map(({ runId }) => runId)).size,
    outOfOrder: countOutOfOrder(runs),
  };
}

/** Whether the promise held; whether a repeat is allowed depends on how the matchers were stopped. */
export const isClean = ({ changes, lost, invented, doubled, outOfOrder }: Verdict): boolean =>
  changes > 0 && lost + invented + doubled + outOfOrder === 0;

const keyOf = ({ recordId, counter }: Change): string => `${recordId}/${counter}`;

/** Runs that two changes share: one of them would be taken for a repetition of the other. */
function sharedIds(started: readonly Started[]): number {
  const byRun = Map.groupBy(started, ({ runId }) => runId);
  return [...byRun.values()].filter((same) => new Set(same.map(keyOf)).size > 1).length;
}

function countOutOfOrder(runs: ReadonlyMap<string, readonly Started[]>): number {
  const firsts = [...runs.values()].flatMap((same) => same.toSorted(byTime).slice(0, 1));
  const records = Map.groupBy(firsts, ({ recordId }) => recordId);
  return [...records.values()]
    .map((each) => each.toSorted((one, other) => one.counter - other.counter))
    .reduce((sum, each) => sum + each.filter((next, at) => isBefore(next, each[at - 1])).length, 0);
}

/** Within a millisecond the log tells the order, where both stand in one partition. */
function isBefore(next: Started, previous: Started | undefined): boolean {
  return previous !== undefined && byTime(next, previous) < 0;
}

function byTime(one: Started, other: Started): number {
  if (one.sentAtMs !== other.sentAtMs) return one.sentAtMs - other.sentAtMs;
  return one.partition === other.partition ? Number(one.offset - other.offset) : 0;
}
