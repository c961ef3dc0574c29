/** Stage load-history: the histories that a batch's events change, in one read. */
import type { RunHistory } from '@upshot/history';
import { ATTRIBUTES, recordedStage, type Telemetry } from '@upshot/telemetry';
import type { HistoryStore } from '../ports/history-store.ts';
import type { ToldRun } from './decode-event.ts';

export interface LoadHistoriesPorts {
  readonly store: Pick<HistoryStore, 'load'>;
  readonly telemetry: Telemetry;
  readonly now: () => number;
}

/** A run with its events, and its history before them; null where there is none yet. */
export interface LoadedRun extends ToldRun {
  readonly before: RunHistory | null;
}

/** Loads them all. Throws `store_unavailable` where MongoDB is away. */
export async function loadHistories(
  runs: readonly ToldRun[],
  ports: LoadHistoriesPorts,
): Promise<readonly LoadedRun[]> {
  const startTimeMs = ports.now();
  const stored = await ports.store.load(runs.map(({ runId }) => runId));
  const endTimeMs = ports.now();
  return runs.map((run) => {
    const attributes = { [ATTRIBUTES.runId]: run.runId };
    const context = recordedStage(ports.telemetry, 'load-history', {
      parent: run.context,
      attributes,
      startTimeMs,
      endTimeMs,
    });
    return { ...run, context, before: stored.get(run.runId) ?? null };
  });
}
