/** Stage commit-run: the runs are stored with what they send, and only then is it sent (law 2). */
import type { Bus } from '@upshot/bus';
import type { RunState } from '@upshot/flow';
import { recordedStage, type Telemetry } from '@upshot/telemetry';
import type { Entrant, EntryStore } from '../ports/entry-store.ts';
import type { RunStore } from '../ports/run-store.ts';
import type { DecidedRun } from './decide.ts';

export interface CommitRunsPorts {
  readonly store: Pick<RunStore, 'commit'>;
  readonly entries: Pick<EntryStore, 'release'>;
  readonly bus: Pick<Bus, 'send'>;
  readonly telemetry: Telemetry;
  readonly now: () => number;
  readonly crashPoint: (name: string) => void;
}

/**
 * Stores and sends. A run whose command comes again sends again what it stored, since a crash may have come before its send.
 * Throws `conflict` (retry now) where another process changed a run first.
 */
export async function commitRuns(runs: readonly DecidedRun[], ports: CommitRunsPorts): Promise<void> {
  const startTimeMs = ports.now();
  ports.crashPoint('runner.decided');
  await ports.store.commit(runs.filter(({ changed }) => changed));
  ports.crashPoint('runner.stored');
  await ports.entries.release(runs.flatMap(({ state }) => (state === null ? [] : (leaverOf(state) ?? []))));
  await ports.bus.send(runs.flatMap(({ sends }) => sends));
  ports.crashPoint('runner.sent');
  const endTimeMs = ports.now();
  for (const parent of runs.flatMap(({ contexts }) => contexts)) {
    recordedStage(ports.telemetry, 'commit-run', { parent, startTimeMs, endTimeMs });
  }
}

/** A run that is over and kept its record from starting another: also one that was over before, whose release a crash may have cut off. */
function leaverOf({ status, origin }: RunState): Entrant | null {
  const { reentry } = origin;
  return status === 'finished' && reentry?.policy === 'not_while_active' ? { ...origin, reentry } : null;
}
