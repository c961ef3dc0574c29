/** The matcher's walk of activities: from what happened to a record without a change of its row to the runs that it starts, and to those that wait for it. */
import type { Batch } from '@upshot/bus';
import { isListening, isSignalling, type Listening } from './listening-entries.ts';
import type { RecordChanged } from './record-change.ts';
import { completeRecords, type CompleteRecordPorts } from './stages/complete-record.ts';
import { decodeActivity, type DecodeActivityPorts } from './stages/decode-activity.ts';
import { evaluateRules, type EvaluateRulesPorts } from './stages/evaluate-rules.ts';
import { keepWaits, type KeepWaitsPorts } from './stages/keep-waits.ts';
import { findCandidates, type FindCandidatesPorts } from './stages/find-candidates.ts';
import { planCommands, type PlanCommandsPorts } from './stages/plan-commands.ts';
import { planSignals, type PlanSignalsPorts } from './stages/plan-signals.ts';
import { readRelated, type ReadRelatedPorts } from './stages/read-related.ts';
import { sendCommands, type SendCommandsPorts } from './stages/send-commands.ts';

export type ActivityPorts = DecodeActivityPorts &
  CompleteRecordPorts &
  FindCandidatesPorts &
  EvaluateRulesPorts &
  ReadRelatedPorts &
  PlanCommandsPorts &
  PlanSignalsPorts &
  KeepWaitsPorts &
  SendCommandsPorts;

/** Handles one batch of `upshot.activities`; resolves when every command is acknowledged. */
export async function matchActivities(batch: Batch, ports: ActivityPorts): Promise<void> {
  const decoded: RecordChanged[] = [];
  for (const record of batch.records) {
    const activity = await decodeActivity(record, ports);
    if (activity !== null) decoded.push(activity);
  }
  const completed = await completeRecords(decoded, ports);
  const judged = completed.map((each) => evaluateRules(each, findCandidates(each, ports), ports));
  const decided = await readRelated(judged, ports);
  const signals = decided.flatMap(({ changed, matches }) =>
    planSignals(asTold(changed), matches.filter(isSignalling), ports),
  );
  const started = decided.map(({ changed, matches }) => ({ changed, matches: matches.filter(isListening) }));
  const commands = started.flatMap(({ changed, matches }) =>
    planCommands(asTold(changed), matches.filter(startsAtOnce), ports),
  );
  const waits = await keepWaits(started, ports);
  await sendCommands([...commands, ...signals, ...waits], ports);
  ports.verdicts.flush();
}

const startsAtOnce = ({ definition }: Listening): boolean => definition.trigger.kind === 'activity';

/** A run of a record that the mirror does not know has what the event tells, and nothing else. */
function asTold(changed: RecordChanged): RecordChanged {
  const { before, after } = changed.change;
  if (after === null || before === null || after.unknown !== 'rest') return changed;
  const told = { values: after.values, unknown: [] };
  return { ...changed, change: { ...changed.change, before: told, after: told } };
}
