/** Stage tell-runs: each run is told its signal by a command, so that it is decided in the run's own order. */
import type { Codec } from '@upshot/avro';
import type { Bus, OutgoingRecord } from '@upshot/bus';
import { NO_COMMAND, RUN_COMMANDS, type RunCommand } from '@upshot/schemas';
import { ATTRIBUTES, contextToHeaders, recordedStage, type Telemetry } from '@upshot/telemetry';
import type { SignalledRun } from './find-runs.ts';

export interface TellRunsPorts {
  readonly codec: Pick<Codec<RunCommand>, 'encode'>;
  readonly bus: Pick<Bus, 'send'>;
  readonly telemetry: Telemetry;
  readonly now: () => number;
  readonly crashPoint: (name: string) => void;
}

/** Sends the commands; one that is sent twice is a no-op in the run. Throws `bus_unavailable`. */
export async function tellRuns(runs: readonly SignalledRun[], ports: TellRunsPorts): Promise<void> {
  if (runs.length === 0) return;
  ports.crashPoint('runner.signals-found');
  await ports.bus.send(runs.map((run) => commandTo(run, ports)));
  ports.crashPoint('runner.signals-told');
}

function commandTo(
  { runId, signal: of, context: parent }: SignalledRun,
  ports: TellRunsPorts,
): OutgoingRecord {
  const startTimeMs = ports.now();
  const { tenantId, nodeId, what, occurredAtMs, record, output } = of;
  const signal = { nodeId, what, occurredAtMs, record, output };
  const value = ports.codec.encode({ ...NO_COMMAND, tenantId, runId, sentAtMs: startTimeMs, signal });
  const context = recordedStage(ports.telemetry, 'tell-runs', {
    parent,
    attributes: { [ATTRIBUTES.tenantId]: tenantId, [ATTRIBUTES.runId]: runId },
    startTimeMs,
    endTimeMs: ports.now(),
  });
  return { topic: RUN_COMMANDS, key: runId, value, headers: contextToHeaders(context) };
}
