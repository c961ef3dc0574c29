/** Stage project: each run's events folded into its history; a gap is said and counted, and what came is still shown. */
import { missedBefore, project, projectAcrossGap, type RunHistory } from '@upshot/history';
import { RUN_EVENTS, type RunEvent } from '@upshot/schemas';
import { ATTRIBUTES, recordedStage, type Logger, type Telemetry } from '@upshot/telemetry';
import type { LoadedRun } from './load-history.ts';

export interface ProjectEventsPorts {
  readonly telemetry: Telemetry;
  readonly log: Logger;
  readonly now: () => number;
}

/** A run with its history before and after the batch; the same one where every event was known already. */
export interface ProjectedRun extends LoadedRun {
  readonly after: RunHistory;
}

/** Folds all runs of a batch. Pure but for the clock, the spans and what is said of gaps. */
export function projectEvents(
  runs: readonly LoadedRun[],
  ports: ProjectEventsPorts,
): readonly ProjectedRun[] {
  return runs.flatMap((run) => {
    const startTimeMs = ports.now();
    const after = run.events.reduce<RunHistory | null>(
      (history, event) => next(history, event, ports),
      run.before,
    );
    if (after === null) return [];
    const context = recordedStage(ports.telemetry, 'project', {
      parent: run.context,
      attributes: { [ATTRIBUTES.runId]: run.runId },
      startTimeMs,
      endTimeMs: ports.now(),
      outcome: after === run.before ? 'known_already' : 'ok',
    });
    return [{ ...run, context, after }];
  });
}

/** Per-run order makes a gap impossible unless events were lost, so somebody has to hear of it. */
function next(history: RunHistory | null, event: RunEvent, ports: ProjectEventsPorts): RunHistory {
  const missed = missedBefore(history, event);
  if (missed === 0) return project(history, event);
  ports.log.error({ runId: event.runId, seq: event.seq, missed }, 'run events are missing');
  ports.telemetry.metrics.countRecords(RUN_EVENTS, 'missing', missed);
  return projectAcrossGap(history, event);
}
