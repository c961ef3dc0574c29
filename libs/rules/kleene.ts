/** Kleene's logic over verdicts: what cannot be said is neither, and says why. */
import { UNDECIDED, type Verdict } from './criteria.ts';

/** The verdict on the contrary. */
export function negate(verdict: Verdict): Verdict {
  if (verdict === 'match') return 'no_match';
  return verdict === 'no_match' ? 'match' : verdict;
}

/** A verdict for what is known. */
export const verdictOf = (holds: boolean): Verdict => (holds ? 'match' : 'no_match');

/**
 * Folds parts until one of them decides: `no_match` decides an `all`, `match` decides an `any`, whatever is undecided
 * beside it. Where a part is undecided so is the whole, for the strongest of the reasons; else it is the contrary of what
 * would have decided.
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
    if (strength(each) > strength(verdict)) verdict = each;
  }
  return verdict;
}

const ORDER: readonly Verdict[] = UNDECIDED;
const strength = (verdict: Verdict): number => ORDER.indexOf(verdict);
