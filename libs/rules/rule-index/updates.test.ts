/** Shows that an index that came about change by change finds what one that is built at once finds. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildRuleIndex, type Criteria, type RuleEntry, type RuleIndex } from '../index.ts';
import { anyChange, anyRule, schema } from './testing/arbitraries.ts';

const schemas = new Map([['things', schema]]);
const keyOf = (place: number): string => `rule-${String(place).padStart(3, '0')}`;
const entry = (place: number, criteria: Criteria): RuleEntry<number> => ({
  key: keyOf(place),
  tenantId: 'acme',
  module: 'things',
  kind: 'updated',
  criteria,
  payload: place,
});
const rulesOf = (index: RuleIndex<number>) =>
  index.rules('acme', 'things', 'updated').map(({ key, payload }) => [key, payload]);

describe('changes of an index', { timeout: 120_000 }, () => {
  it('come to the index that is built at once, over many and few rules', () => {
    const steps = fc.array(fc.record({ place: fc.nat(119), rule: fc.option(anyRule, { freq: 3 }) }), {
      maxLength: 250,
    });
    fc.assert(
      fc.property(fc.array(anyRule, { maxLength: 100 }), steps, anyChange, (first, changes, change) => {
        const left = new Map(first.map((rule, place) => [place, rule]));
        const initial = buildRuleIndex(
          first.map((rule, place) => entry(place, rule)),
          schemas,
          { scanBelow: 0 },
        );
        let index = initial;
        for (const { place, rule } of changes) {
          if (rule === null) left.delete(place);
          else left.set(place, rule);
          index =
            rule === null ? index.withoutEntry('acme', keyOf(place)) : index.withEntry(entry(place, rule));
        }
        const whole = buildRuleIndex(
          [...left].map(([place, rule]) => entry(place, rule)),
          schemas,
          { scanBelow: 0 },
        );
        const [found, expected] = [index, whole].map((each) =>
          each.candidates('acme', 'things', 'updated', change),
        );
        const keysOf = (each: typeof found) =>
          [each?.matching, each?.rules].map((some) => some?.map(({ key }) => key));
        expect([index.size, rulesOf(index)]).toEqual([whole.size, rulesOf(whole)]);
        expect([keysOf(found), found?.ruledOut]).toEqual([keysOf(expected), expected?.ruledOut]);
        expect(rulesOf(initial).length).toBe(first.length);
      }),
      { numRuns: 60 },
    );
  });
});
