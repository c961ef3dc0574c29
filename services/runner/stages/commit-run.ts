/** Stage commit-run: the runs are stored with what they send, and only then is it sent (law 2). */
import type { Bus } from '@upshot/bus';
import { recordedStage, type Telemetry } from '@upshot/telemetry';
import type { RunStore } from '../ports/run-store.ts';
import type { DecidedRun } from './decide.ts';

export interface CommitRunsPorts {
  readonly store: Pick<RunStore, 'commit'>;
  readonly bus: Pick<Bus, 'send'>;
  readonly telemetry: Telemetry;
  readonly now: () => number;
  readonly crashPoint: (name: string) => void;
}

/**
 * Stores and sends. A run that did not change sends again what it stored, since a crash may have come before its send.
 * Throws `conflict` (retry now) where another process changed a run first.
 */
export async function commitRuns(runs: readonly DecidedRun[], ports: CommitRunsPorts): Promise<void> {
  const startTimeMs = ports.now();
  ports.crashPoint('runner.decided');
  await ports.store.commit(runs.filter(({ changed }) => changed));
  ports.crashPoint('runner.stored');
  await ports.bus.send(runs.flatMap(({ sends }) => sends));
  ports.crashPoint('runner.sent');
  const endTimeMs = ports.now();
  for (const parent of runs.flatMap(({ contexts }) => contexts)) {
    recordedStage(ports.telemetry, 'commit-run', { parent, startTimeMs, endTimeMs });
  }
}
