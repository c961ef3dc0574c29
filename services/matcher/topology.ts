/** The matcher, from changes to the runs that they start or go on, and to the timers of dates: the table of contents. */
import type { Batch, OutgoingRecord, WorkContext } from '@upshot/bus';
import { decodeRest } from './decode-rest.ts';
import type { KeptImages } from './kept-images/kept-images.ts';
import { isListening, isSignalling } from './listening-entries.ts';
import { partsOf } from './parts-of.ts';
import { decodeChanges, type DecodeChangePorts } from './stages/decode-change.ts';
import { evaluateRules, isOpen, type EvaluateRulesPorts, type Judged } from './stages/evaluate-rules.ts';
import { findCandidates, type FindCandidatesPorts } from './stages/find-candidates.ts';
import { planCommands, type PlanCommandsPorts } from './stages/plan-commands.ts';
import { planSignals, type PlanSignalsPorts } from './stages/plan-signals.ts';
import { planTimers, type PlanTimersPorts } from './stages/plan-timers.ts';
import { readRelated, type ReadRelatedPorts } from './stages/read-related.ts';
import { sendCommands, type SendCommandsPorts } from './stages/send-commands.ts';

export type MatcherPorts = { readonly keptImages: KeptImages } & DecodeChangePorts &
  FindCandidatesPorts &
  EvaluateRulesPorts &
  ReadRelatedPorts &
  PlanCommandsPorts &
  PlanSignalsPorts &
  PlanTimersPorts &
  SendCommandsPorts;

/**
 * Changes that nobody matches are done with before the next are decoded, and die young; a whole batch of them would be kept alive.
 * Where images are kept, the batch is one part: what is kept of its records is read in one query.
 */
const PART_RECORDS = 64;

/**
 * Handles one batch of a change topic, in commit order; resolves when every start command and signal is acknowledged, and then the images
 * that later changes need are kept: a batch that comes again is judged as it was, until it has been sent.
 */
export async function matchChanges(
  batch: Batch,
  ports: MatcherPorts,
  { signal }: Pick<WorkContext, 'signal'>,
): Promise<void> {
  const images = ports.keptImages.open(batch.topic, signal);
  const judged: Judged[] = [];
  const timers: OutgoingRecord[] = [];
  for (const part of partsOf(batch, images.needsWhole ? batch.records.length : PART_RECORDS)) {
    const changes = await decodeChanges(part, images, ports);
    const each = changes.map((change) => evaluateRules(change, findCandidates(change, ports), ports));
    judged.push(...each.filter(isOpen));
    timers.push(...changes.flatMap((change) => planTimers(change, ports)));
  }
  const decided = await readRelated(judged, ports);
  const matched = await decodeRest(decided, images, ports);
  const commands = matched.flatMap(({ changed, matches }) => [
    ...planCommands(changed, matches.filter(isListening), ports),
    ...planSignals(changed, matches.filter(isSignalling), ports),
  ]);
  await sendCommands([...commands, ...timers], ports);
  await images.keep();
  ports.crashPoint('matcher.kept');
  ports.verdicts.flush();
}
