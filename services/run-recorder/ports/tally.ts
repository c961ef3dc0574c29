/** What histories add to the counters of a definition and an hour. Pure. */
import type { RunHistory } from '@upshot/history';
import type { HistoryChange } from './history-store.ts';

export const COUNTED = ['started', 'completed', 'failed', 'skipped', 'cancelled'] as const;
export type Counted = (typeof COUNTED)[number];

/** One counter of one key, and what is added to it. */
export interface Increment {
  readonly key: string;
  readonly field: Counted;
  readonly by: number;
}

const HOUR_MS = 3_600_000;

/** The hash of a definition's counters in the hour of `atMs`, as `YYYY-MM-DDTHH` in UTC; a tenant's keys share a slot. */
export function counterKey(tenantId: string, definitionId: string, atMs: number): string {
  const hour = new Date(Math.floor(atMs / HOUR_MS) * HOUR_MS).toISOString().slice(0, 13);
  return `upshot:{t:${tenantId}}:definition:${definitionId}:${hour}`;
}

/** What the changes add: a run counts as started once, and once for its end. */
export function incrementsOf(changes: readonly HistoryChange[]): readonly Increment[] {
  const sums = new Map<string, Increment>();
  for (const { key, field } of changes.flatMap(countsOf)) {
    const name = `${key} ${field}`;
    sums.set(name, { key, field, by: (sums.get(name)?.by ?? 0) + 1 });
  }
  return [...sums.values()];
}

/** Runs in the sandbox are in no statistics. */
function countsOf({ before, after }: HistoryChange): readonly Omit<Increment, 'by'>[] {
  if (after.sandbox) return [];
  const started = before === null ? [countOf(after, 'started', after.startedAtMs)] : [];
  if (after.status === 'running' || after.status === 'paused' || after.finishedAtMs === null) return started;
  if (before !== null && before.finishedAtMs !== null) return started;
  return [...started, countOf(after, after.status, after.finishedAtMs)];
}

function countOf(
  { tenantId, definitionId }: RunHistory,
  field: Counted,
  atMs: number,
): Omit<Increment, 'by'> {
  return { key: counterKey(tenantId, definitionId, atMs), field };
}
