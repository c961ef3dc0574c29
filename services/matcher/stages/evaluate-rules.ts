/** Stage evaluate-rules: each candidate's criteria, asked of the change. */
import type { Verdict } from '@upshot/rules';
import type { Listening } from '../definitions-table.ts';
import type { RecordChanged } from '../record-change.ts';
import type { Verdicts } from '../verdicts.ts';
import type { Candidate } from './find-candidates.ts';

export interface EvaluateRulesPorts {
  readonly verdicts: Verdicts;
  readonly now: () => number;
}

/** The definitions that match; every other verdict is counted (law 9). */
export function evaluateRules(
  changed: RecordChanged,
  candidates: readonly Candidate[],
  { verdicts, now }: EvaluateRulesPorts,
): readonly Listening[] {
  const matches: Listening[] = [];
  for (const candidate of candidates) {
    const verdict = judge(changed, candidate, verdicts);
    verdicts.count(changed.topic, verdict);
    if (verdict === 'match') matches.push(candidate.rule.payload);
  }
  changed.timings.evaluate.endTimeMs = now();
  return matches;
}

/** What the criteria say; where it is not certain that what they listen to happened, they can at best not say. */
function judge({ change }: RecordChanged, { rule, certainty }: Candidate, { tally }: Verdicts): Verdict {
  const nowMs = change.position.committedAtMs;
  const verdict = rule.criteria.evaluate(change, { nowMs, tally });
  return verdict === 'match' && certainty !== 'certain' ? certainty : verdict;
}
