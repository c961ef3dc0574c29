/** The runner, from a batch of commands to what its decisions send, and from signals to the runs that wait for them: the table of contents. */
import type { Batch } from '@upshot/bus';
import { admitRuns, type AdmitRunsPorts } from './stages/admit-runs.ts';
import { commitRuns, type CommitRunsPorts } from './stages/commit-run.ts';
import { decideRuns, type DecideRunsPorts } from './stages/decide.ts';
import { decodeCommands, type DecodeCommandsPorts } from './stages/decode-command.ts';
import { decodeSignals, type DecodeSignalsPorts } from './stages/decode-signal.ts';
import { findRuns, type FindRunsPorts } from './stages/find-runs.ts';
import { hearSignals, type HearSignalsPorts } from './stages/hear-signals.ts';
import { loadRuns, type LoadRunsPorts } from './stages/load-run.ts';
import { tellRuns, type TellRunsPorts } from './stages/tell-runs.ts';

export type RunnerPorts = DecodeCommandsPorts &
  LoadRunsPorts &
  AdmitRunsPorts &
  DecideRunsPorts &
  CommitRunsPorts &
  HearSignalsPorts;

export type SignalPorts = DecodeSignalsPorts & FindRunsPorts & TellRunsPorts;

/** Handles one batch of `upshot.run-commands`; resolves when its runs are stored and what they send is acknowledged. */
export async function runCommands(batch: Batch, ports: RunnerPorts): Promise<void> {
  const commands = await decodeCommands(batch, ports);
  const runs = await loadRuns(commands, ports);
  const admitted = await admitRuns(runs, ports);
  const decided = await decideRuns(admitted, ports);
  await commitRuns(decided, ports);
  await hearSignals(decided, ports);
}

/** Handles one batch of `upshot.run-signals`; resolves when the runs that wait have been told. */
export async function runSignals(batch: Batch, ports: SignalPorts): Promise<void> {
  const signals = await decodeSignals(batch, ports);
  const runs = await findRuns(signals, ports);
  await tellRuns(runs, ports);
}
