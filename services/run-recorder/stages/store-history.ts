/** Stage store-history: the histories that changed, each only where it still is as it was read; then the counters. */
import { UpshotError } from '@upshot/errors';
import { hourOf, type DefinitionHour, type Statistics } from '@upshot/history';
import { ATTRIBUTES, recordedStage, type Telemetry } from '@upshot/telemetry';
import type { Counters } from '../ports/counters.ts';
import type { HistoryStore } from '../ports/history-store.ts';
import type { ProjectedRun } from './project.ts';

export interface StoreHistoriesPorts {
  readonly store: Pick<HistoryStore, 'store'>;
  readonly counters: Counters;
  readonly statistics: Pick<Statistics, 'touch'>;
  readonly telemetry: Telemetry;
  readonly now: () => number;
  readonly crashPoint: (name: string) => void;
}

/**
 * Stores what changed and counts what was really stored. Throws `conflict` (retry now) where another recorder was
 * first: the batch comes again, finds what the other has written, and changes nothing twice.
 */
export async function storeHistories(
  runs: readonly ProjectedRun[],
  ports: StoreHistoriesPorts,
): Promise<void> {
  const startTimeMs = ports.now();
  const changed = runs.filter(({ before, after }) => after !== before);
  await ports.statistics.touch(changed.flatMap(hoursOf));
  const stored = await ports.counters.counting(async () => {
    const ids = await ports.store.store(changed);
    ports.crashPoint('recorder.stored');
    return changed.filter(({ runId }) => ids.has(runId));
  });
  const won = new Set(stored.map(({ runId }) => runId));
  span(runs, won, startTimeMs, ports);
  if (won.size < changed.length)
    throw new UpshotError('conflict', 'another recorder changed a history first');
  ports.crashPoint('recorder.counted');
}

/** The hours in which the run began or ended, where that is new. */
function hoursOf({ before, after }: ProjectedRun): readonly DefinitionHour[] {
  const { tenantId, definitionId, startedAtMs, finishedAtMs, sandbox } = after;
  if (sandbox) return [];
  const times = [
    ...(before === null ? [startedAtMs] : []),
    ...(finishedAtMs === null || before?.finishedAtMs === finishedAtMs ? [] : [finishedAtMs]),
  ];
  return times.map((atMs) => ({ tenantId, definitionId, hourMs: hourOf(atMs) }));
}

function span(
  runs: readonly ProjectedRun[],
  won: ReadonlySet<string>,
  startTimeMs: number,
  { telemetry, now }: StoreHistoriesPorts,
): void {
  const endTimeMs = now();
  for (const { runId, context: parent, before, after } of runs) {
    const outcome = won.has(runId) ? 'ok' : after === before ? 'known_already' : 'conflict';
    const attributes = { [ATTRIBUTES.runId]: runId };
    recordedStage(telemetry, 'store-history', { parent, attributes, startTimeMs, endTimeMs, outcome });
  }
}
