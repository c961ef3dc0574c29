/** The matcher, from a batch of changes to the start commands of the runs that they trigger: the table of contents. */
import type { Batch } from '@upshot/bus';
import { decodeChange, type DecodeChangePorts } from './stages/decode-change.ts';
import { evaluateRules, type EvaluateRulesPorts, type Judged } from './stages/evaluate-rules.ts';
import { findCandidates, type FindCandidatesPorts } from './stages/find-candidates.ts';
import { planCommands, type PlanCommandsPorts } from './stages/plan-commands.ts';
import { readRelated, type ReadRelatedPorts } from './stages/read-related.ts';
import { sendCommands, type SendCommandsPorts } from './stages/send-commands.ts';

export type MatcherPorts = DecodeChangePorts &
  FindCandidatesPorts &
  EvaluateRulesPorts &
  ReadRelatedPorts &
  PlanCommandsPorts &
  SendCommandsPorts;

/** Handles one batch of a change topic, in commit order; resolves when every start command is acknowledged. */
export async function matchChanges(batch: Batch, ports: MatcherPorts): Promise<void> {
  const judged: Judged[] = [];
  for (const record of batch.records) {
    const change = await decodeChange(record, ports);
    if (change === null) continue;
    const candidates = findCandidates(change, ports);
    judged.push(evaluateRules(change, candidates, ports));
  }
  const decided = await readRelated(judged, ports);
  const commands = decided.flatMap(({ changed, matches }) => planCommands(changed, matches, ports));
  await sendCommands(commands, ports);
  ports.verdicts.flush();
}
