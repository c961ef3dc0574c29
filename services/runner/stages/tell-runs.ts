/** Stage tell-runs: each run is told its signal by a command, so that it is decided in the run's own order. */
import type { Codec } from '@upshot/avro';
import type { Bus, OutgoingRecord } from '@upshot/bus';
import { NO_COMMAND, RUN_COMMANDS, type RunCommand } from '@upshot/schemas';
import type { SignalledRun } from './find-runs.ts';

export interface TellRunsPorts {
  readonly codec: Pick<Codec<RunCommand>, 'encode'>;
  readonly bus: Pick<Bus, 'send'>;
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
  { runId, signal: { tenantId, headers, ...told } }: SignalledRun,
  { codec, now }: TellRunsPorts,
): OutgoingRecord {
  const { nodeId, what, occurredAtMs, record, output } = told;
  const signal = { nodeId, what, occurredAtMs, record, output };
  const value = codec.encode({ ...NO_COMMAND, tenantId, runId, sentAtMs: now(), signal });
  return { topic: RUN_COMMANDS, key: runId, value, headers };
}
