/** Stage admit-runs: whether a record may start another run of the definition; a unique key decides, not a look before a write. */
import { recordedStage, type Telemetry } from '@upshot/telemetry';
import type { Start } from '@upshot/flow';
import type { Entrant, EntryStore } from '../ports/entry-store.ts';
import type { ToldCommand } from './decode-command.ts';
import type { LoadedRun } from './load-run.ts';

export interface AdmitRunsPorts {
  readonly entries: Pick<EntryStore, 'claim' | 'free'>;
  readonly telemetry: Telemetry;
  readonly now: () => number;
  readonly crashPoint: (name: string) => void;
}

/**
 * Marks the starts of new runs that are not admitted. A run that is stored was judged when it came first; one that holds its
 * entry already is back after a crash and is admitted again. A run in the sandbox is judged by the entries as they stand and
 * takes none. Throws `store_unavailable`.
 */
export async function admitRuns(
  runs: readonly LoadedRun[],
  ports: AdmitRunsPorts,
): Promise<readonly LoadedRun[]> {
  const entrants = runs.flatMap((run) => (run.stored === null ? (askerOf(run) ?? []) : []));
  if (entrants.length === 0) return runs;
  const startTimeMs = ports.now();
  const holders = await holdersOf(entrants, ports.entries);
  ports.crashPoint('runner.admitted');
  const asked = new Set(entrants.map(({ runId }) => runId));
  const endTimeMs = ports.now();
  return runs.map((run) => {
    if (!asked.has(run.runId)) return run;
    const admitted = holders.has(run.runId);
    for (const { context: parent } of run.told)
      recordedStage(ports.telemetry, 'admit-runs', {
        parent,
        startTimeMs,
        endTimeMs,
        outcome: admitted ? 'ok' : 'not_admitted',
      });
    return { ...run, told: run.told.map((told) => (admitted ? told : refused(told))) };
  });
}

/** A run that asks to enter; a sandbox's only looks. */
interface Asker extends Entrant {
  readonly sandbox: boolean;
}

async function holdersOf(
  askers: readonly Asker[],
  entries: AdmitRunsPorts['entries'],
): Promise<ReadonlySet<string>> {
  const admitted = await entries.claim(askers.filter(({ sandbox }) => !sandbox));
  const wouldBe = await entries.free(askers.filter(({ sandbox }) => sandbox));
  return admitted.union(wouldBe);
}

const refused = (told: ToldCommand): ToldCommand =>
  told.command.type === 'start' ? { ...told, command: { ...told.command, admitted: false } } : told;

/** The run as it asks to enter; null where its definition lets it in every time, or nobody awaits it any more. */
function askerOf({ told }: LoadedRun): Asker | null {
  const start = told
    .map(({ command }) => command)
    .find((command): command is Start => command.type === 'start');
  if (start === undefined || start.awaited === false) return null;
  const { tenantId, definitionId, recordId, runId, committedAtMs, reentry, sandbox = false } = start.origin;
  if (reentry === undefined || reentry.policy === 'every_time') return null;
  return { tenantId, definitionId, recordId, runId, committedAtMs, reentry, sandbox };
}
