/** The runner, from a batch of commands to what its decisions send: the table of contents. */
import type { Batch } from '@upshot/bus';
import { admitRuns, type AdmitRunsPorts } from './stages/admit-runs.ts';
import { commitRuns, type CommitRunsPorts } from './stages/commit-run.ts';
import { decideRuns, type DecideRunsPorts } from './stages/decide.ts';
import { decodeCommands, type DecodeCommandsPorts } from './stages/decode-command.ts';
import { loadRuns, type LoadRunsPorts } from './stages/load-run.ts';

export type RunnerPorts = DecodeCommandsPorts &
  LoadRunsPorts &
  AdmitRunsPorts &
  DecideRunsPorts &
  CommitRunsPorts;

/** Handles one batch of `upshot.run-commands`; resolves when its runs are stored and what they send is acknowledged. */
export async function runCommands(batch: Batch, ports: RunnerPorts): Promise<void> {
  const commands = await decodeCommands(batch, ports);
  const runs = await loadRuns(commands, ports);
  const admitted = await admitRuns(runs, ports);
  const decided = await decideRuns(admitted, ports);
  await commitRuns(decided, ports);
}
