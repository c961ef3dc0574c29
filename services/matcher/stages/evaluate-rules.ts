/** Stage evaluate-rules: each candidate's criteria, asked of the change. */
import type { RecordChanged } from '../record-change.ts';
import type { Verdicts } from '../verdicts.ts';
import type { Candidate } from './find-candidates.ts';

export interface EvaluateRulesPorts {
  readonly verdicts: Verdicts;
  readonly now: () => number;
}

/** The candidates whose criteria match; every other verdict is counted (law 9). */
export function evaluateRules(
  { change, module, timings }: RecordChanged,
  candidates: readonly Candidate[],
  { verdicts, now }: EvaluateRulesPorts,
): readonly Candidate[] {
  const matches = candidates.filter((candidate) => {
    const verdict = candidate.criteria.evaluate(change, {
      nowMs: change.position.committedAtMs,
      tally: verdicts.tally,
    });
    verdicts.count(module.topic, verdict);
    return verdict === 'match';
  });
  timings.evaluate.endTimeMs = now();
  return matches;
}
