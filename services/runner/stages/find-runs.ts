/** Stage find-runs: the signals are kept, and then the stored runs that wait for them are found. */
import {
  ATTRIBUTES,
  contextFromHeaders,
  recordedStage,
  type Context,
  type Telemetry,
} from '@upshot/telemetry';
import type { RunStore } from '../ports/run-store.ts';
import type { KeptSignal, SignalStore } from '../ports/signal-store.ts';

export interface FindRunsPorts {
  readonly signals: Pick<SignalStore, 'keep'>;
  readonly store: Pick<RunStore, 'awaiting'>;
  readonly telemetry: Telemetry;
  readonly now: () => number;
  readonly crashPoint: (name: string) => void;
}

/** A run, and a signal that it waits for. */
export interface SignalledRun {
  readonly runId: string;
  readonly signal: KeptSignal;
  readonly context: Context;
}

/**
 * Keeps before it looks, as the runner stores before it looks for what is kept: of a signal and a run that come at one moment, one
 * finds the other. Throws `store_unavailable` or `conflict`.
 */
export async function findRuns(
  signals: readonly KeptSignal[],
  ports: FindRunsPorts,
): Promise<readonly SignalledRun[]> {
  if (signals.length === 0) return [];
  const startTimeMs = ports.now();
  await ports.signals.keep(signals);
  ports.crashPoint('runner.signals-kept');
  const runs = await ports.store.awaiting([...new Set(signals.map(({ key }) => key))]);
  const endTimeMs = ports.now();
  return signals.flatMap((signal) => {
    const { tenantId, nodeId } = signal;
    const context = recordedStage(ports.telemetry, 'find-runs', {
      parent: contextFromHeaders(signal.headers),
      attributes: { [ATTRIBUTES.tenantId]: tenantId, [ATTRIBUTES.nodeId]: nodeId },
      startTimeMs,
      endTimeMs,
    });
    return runs
      .filter(({ awaits, version }) => awaits.includes(signal.key) && isFor(version, signal))
      .map(({ runId }) => ({ runId, signal, context }));
  });
}

/** Whether runs on that version wait for the signal. */
export const isFor = (
  version: number,
  { fromVersion, toVersion }: Pick<KeptSignal, 'fromVersion' | 'toVersion'>,
): boolean => version >= fromVersion && (toVersion === null || version <= toVersion);
