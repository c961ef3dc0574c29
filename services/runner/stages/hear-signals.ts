/** Stage hear-signals: a run that has come to wait is told the signals that came before it was stored. */
import { ATTRIBUTES, contextFromHeaders, recordedStage, type Context } from '@upshot/telemetry';
import { awaitsOf, type Await } from '../awaits.ts';
import type { KeptSignal, SignalStore } from '../ports/signal-store.ts';
import type { DecidedRun } from './decide.ts';
import { isFor, type SignalledRun } from './find-runs.ts';
import { tellRuns, type TellRunsPorts } from './tell-runs.ts';

export interface HearSignalsPorts extends TellRunsPorts {
  readonly signals: Pick<SignalStore, 'find'>;
}

/**
 * Looks for what is kept, once the runs are stored; also for those that did not change, since a crash may have come in between.
 * Throws `store_unavailable` or `bus_unavailable`.
 */
export async function hearSignals(runs: readonly DecidedRun[], ports: HearSignalsPorts): Promise<void> {
  const waiting = runs.flatMap((run) => heardBy(run).map((each) => ({ run, each })));
  if (waiting.length === 0) return;
  const startTimeMs = ports.now();
  const found = await ports.signals.find(waiting.map(({ each }) => each));
  const told = waiting.flatMap(({ run: { runId }, each }): readonly SignalledRun[] => {
    const signal = found.find(
      ({ key, what, occurredAtMs, ...of }) =>
        key === each.key &&
        what === each.what &&
        isFor(each.version, of) &&
        (what === 'date' || occurredAtMs >= each.startedAtMs),
    );
    return signal === undefined
      ? []
      : [{ runId, signal, context: contextOf(runId, signal, startTimeMs, ports) }];
  });
  await tellRuns(told, ports);
}

const contextOf = (
  runId: string,
  { tenantId, nodeId, headers }: KeptSignal,
  startTimeMs: number,
  { telemetry, now }: HearSignalsPorts,
): Context =>
  recordedStage(telemetry, 'hear-signals', {
    parent: contextFromHeaders(headers),
    attributes: {
      [ATTRIBUTES.tenantId]: tenantId,
      [ATTRIBUTES.runId]: runId,
      [ATTRIBUTES.nodeId]: nodeId,
    },
    startTimeMs,
    endTimeMs: now(),
  });

/**
 * What the run waits for. A date's move that it was just told is not looked for: it changes nothing when it is told again, so that
 * the two would never end, as an event does, which ends its step.
 */
function heardBy({ state, told }: DecidedRun): readonly Await[] {
  if (state === null || state.status === 'finished') return [];
  const onlyDates = told.every(({ command }) => command.type === 'signal' && command.what === 'date');
  return awaitsOf(state).filter(({ what }) => what === 'event' || !onlyDates);
}
