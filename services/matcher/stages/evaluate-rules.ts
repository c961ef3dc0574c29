/** Stage evaluate-rules: each candidate's criteria, asked of the change. */
import type { EvaluationContext, Verdict } from '@upshot/rules';
import { fieldReader } from '@upshot/values';
import { isSignalling, type Listener } from '../listening-entries.ts';
import type { RecordChanged } from '../record-change.ts';
import type { Verdicts } from '../verdicts.ts';
import type { Candidate } from './find-candidates.ts';

export interface EvaluateRulesPorts {
  readonly verdicts: Verdicts;
  readonly now: () => number;
}

/** What a change came to: the definitions and nodes that match, and those that must see a related record first. */
export interface Judged {
  readonly changed: RecordChanged;
  readonly matches: readonly Listener[];
  readonly unread: readonly Candidate[];
}

/** Asks every candidate; each verdict but `related_unread`, which is none yet, is counted (law 9). */
export function evaluateRules(
  changed: RecordChanged,
  candidates: readonly Candidate[],
  { verdicts, now }: EvaluateRulesPorts,
): Judged {
  const matches: Listener[] = [];
  const unread: Candidate[] = [];
  for (const candidate of candidates) {
    const verdict = judge(changed, candidate, verdicts);
    if (verdict === 'related_unread') {
      unread.push(candidate);
      continue;
    }
    verdicts.count(changed.topic, verdict);
    if (verdict === 'match' || mayHaveMoved(changed, candidate, verdict))
      matches.push(candidate.rule.payload);
  }
  changed.timings.evaluate.endTimeMs = now();
  return { changed, matches, unread };
}

/** Whether a date that a run waits for may be another one: told so for nothing, the run finds that it is not. */
function mayHaveMoved(
  { change }: RecordChanged,
  { rule: { payload } }: Candidate,
  verdict: Verdict,
): boolean {
  if (verdict !== 'prior_unknown' || !isSignalling(payload) || payload.node.field === null) return false;
  return typeof fieldReader(payload.node.field)(change.after) !== 'symbol';
}

/** Whether something follows of it, or may. */
export const isOpen = ({ matches, unread }: Judged): boolean => matches.length > 0 || unread.length > 0;

/** What the criteria say; where it is not certain that what they listen to happened, they can at best not say. */
export function judge(
  { change }: RecordChanged,
  { rule, certainty, isMet }: Candidate,
  { tally, related }: Pick<EvaluationContext, 'tally' | 'related'>,
): Verdict {
  const nowMs = change.position.committedAtMs;
  const verdict = isMet ? 'match' : rule.criteria.evaluate(change, { nowMs, tally, related });
  const open = verdict === 'match' || verdict === 'related_unread';
  return open && certainty !== 'certain' ? certainty : verdict;
}
