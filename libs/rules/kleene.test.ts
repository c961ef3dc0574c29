/** Shows that what cannot be said is decided by what can, and that of several reasons the strongest is told. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UNDECIDED, type Verdict } from './criteria.ts';
import { fold, negate, verdictOf } from './kleene.ts';

const verdicts: readonly Verdict[] = ['match', 'no_match', ...UNDECIDED];
const anyVerdicts = fc.array(fc.constantFrom(...verdicts), { maxLength: 6 });
const all = (parts: readonly Verdict[]): Verdict => fold(parts, 'no_match', (part) => part);
const some = (parts: readonly Verdict[]): Verdict => fold(parts, 'match', (part) => part);

describe('negate', () => {
  it('turns what is known, and leaves what is not', () => {
    expect(verdicts.map(negate)).toEqual(['no_match', 'match', ...UNDECIDED]);
    expect([verdictOf(true), verdictOf(false)]).toEqual(['match', 'no_match']);
  });
});

describe('fold', () => {
  it.each(UNDECIDED)('is decided whatever is %s beside', (undecided) => {
    expect([all([undecided, 'no_match']), some([undecided, 'match'])]).toEqual(['no_match', 'match']);
    expect([all(['match', undecided]), some(['no_match', undecided])]).toEqual([undecided, undecided]);
  });
  it('tells the strongest reason, wherever it stands', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([...UNDECIDED], { minLength: 1 }), (reasons) => {
        const strongest = UNDECIDED.findLast((each) => reasons.includes(each));
        expect([all(['match', ...reasons]), some(['no_match', ...reasons])]).toEqual([strongest, strongest]);
      }),
    );
  });
  it('is one verdict in whatever order the parts stand', () => {
    fc.assert(
      fc.property(anyVerdicts, (parts) => {
        expect([all(parts.toReversed()), some(parts.toReversed())]).toEqual([all(parts), some(parts)]);
      }),
    );
  });
  it("keeps De Morgan's laws for every reason", () => {
    fc.assert(
      fc.property(anyVerdicts, (parts) => {
        expect(negate(all(parts))).toBe(some(parts.map(negate)));
      }),
    );
  });
  it('asks no part beyond the one that decides', () => {
    const asked: Verdict[] = [];
    const judge = (part: Verdict): Verdict => {
      asked.push(part);
      return part;
    };
    fold(['match', 'no_match', 'prior_unknown'], 'no_match', judge);
    expect(asked).toEqual(['match', 'no_match']);
  });
});
