/** Kleene's three-valued logic over verdicts: `prior_unknown` is what can't be known to be either. */
import type { Verdict } from './criteria.ts';

/** The verdict on the contrary. */
export function negate(verdict: Verdict): Verdict {
  if (verdict === 'prior_unknown') return verdict;
  return verdict === 'match' ? 'no_match' : 'match';
}

/** A verdict for what is known. */
export const verdictOf = (holds: boolean): Verdict => (holds ? 'match' : 'no_match');

/**
 * Folds parts until one of them decides: `no_match` decides an `all`, `match` decides an `any`, whatever is unknown
 * beside it. Undecided is `prior_unknown` where a part was, else the contrary of what would have decided.
 */
export function fold<Part>(
  parts: readonly Part[],
  decides: Verdict,
  judge: (part: Part) => Verdict,
): Verdict {
  let verdict = negate(decides);
  for (const part of parts) {
    const each = judge(part);
    if (each === decides) return each;
    if (each === 'prior_unknown') verdict = each;
  }
  return verdict;
}
