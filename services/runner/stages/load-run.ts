/** Stage load-run: the stored runs that a batch's commands are for, and those that await the ones they start, in one read. */
import type { RunState } from '@upshot/flow';
import { ATTRIBUTES, recordedStage, type Telemetry } from '@upshot/telemetry';
import { awaiterOf, withAwaited } from '../awaited.ts';
import type { RunStore, StoredRun } from '../ports/run-store.ts';
import type { ToldRun } from './decode-command.ts';

export interface LoadRunsPorts {
  readonly store: Pick<RunStore, 'load'>;
  readonly telemetry: Telemetry;
  readonly now: () => number;
}

/** A run with its commands; `stored` is null where it does not exist yet. */
export interface LoadedRun extends ToldRun {
  readonly stored: StoredRun | null;
  readonly state: RunState | null;
}

/** Loads them all. Throws `store_unavailable` where MongoDB is away. */
export async function loadRuns(
  runs: readonly ToldRun[],
  ports: LoadRunsPorts,
): Promise<readonly LoadedRun[]> {
  const startTimeMs = ports.now();
  const awaiters = runs.flatMap(({ told }) => told.flatMap(({ command }) => awaiterOf(command) ?? []));
  const runIds = new Set([...runs.map(({ runId }) => runId), ...awaiters]);
  const stored = await ports.store.load([...runIds]);
  const endTimeMs = ports.now();
  return runs.map((run) => {
    for (const { context } of run.told) {
      recordedStage(ports.telemetry, 'load-run', {
        parent: context,
        attributes: { [ATTRIBUTES.runId]: run.runId },
        startTimeMs,
        endTimeMs,
      });
    }
    const found = stored.get(run.runId) ?? null;
    const told = run.told.map((each) => ({ ...each, command: withAwaited(each.command, stored) }));
    return { ...run, told, stored: found, state: found?.state ?? null };
  });
}
