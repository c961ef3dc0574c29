/** Holds the index against the plain reading of each rule: with all of its parts, and with any of them switched off. */
import type { ModuleSchema, RecordChange } from '@upshot/values';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  buildRuleIndex,
  checkCriteria,
  compileCriteria,
  type Criteria,
  type EvaluationContext,
  type IndexOptions,
  type RuleEntry,
  type RuleIndex,
} from '../index.ts';
import { anyCriteria, anyImage } from '../testing/arbitraries.ts';
import { NAIVE_TYPES, naiveVerdict } from '../testing/naive.ts';
import { anyChange, anyRule, schema } from './testing/arbitraries.ts';

const context: EvaluationContext = {
  nowMs: Date.UTC(2026, 2, 2, 12),
  related: () => ({ values: { text: 'won' }, unknown: [] }),
};

function entriesOf(rules: readonly Criteria[], module: string): RuleEntry<null>[] {
  return rules.map((criteria, place) => {
    const key = `rule-${String(place).padStart(4, '0')}`;
    return { key, tenantId: 'acme', module, kind: 'updated', criteria, payload: null };
  });
}

/** What becomes of each rule by way of the index, by key; and that every rule is either named or ruled out. */
function verdictsOf(
  index: RuleIndex<null>,
  module: string,
  change: RecordChange,
): ReadonlyMap<string, string> {
  const { matching, rules, ruledOut } = index.candidates('acme', module, 'updated', change);
  const all = index.rules('acme', module, 'updated');
  for (const keys of [matching, rules].map((some) => some.map(({ key }) => key)))
    expect(keys).toEqual([...new Set(keys)].sort());
  expect(matching.length + rules.length + ruledOut).toBe(all.length);
  const verdicts = new Map(all.map(({ key }) => [key, 'no_match']));
  for (const { key } of matching) verdicts.set(key, 'match');
  for (const { key, criteria } of rules) verdicts.set(key, criteria.evaluate(change, context));
  return verdicts;
}

function expectAgreement(
  rules: readonly Criteria[],
  changes: readonly RecordChange[],
  options: Partial<IndexOptions>,
): void {
  const entries = entriesOf(rules, 'things');
  const index = buildRuleIndex(entries, new Map([['things', schema]]), options);
  for (const change of changes) {
    const plain = entries.map(({ key, criteria }) => [
      key,
      compileCriteria(criteria, schema).evaluate(change, context),
    ]);
    expect([...verdictsOf(index, 'things', change)]).toEqual(plain);
  }
}

/** More rules than there are criteria: pairs of them, so that many share what they need. */
const paired = (criteria: readonly Criteria[]): Criteria[] =>
  criteria.flatMap((one, place) => [
    one,
    ...criteria.slice(place + 1, place + 8).map((other): Criteria => ({ kind: 'all', of: [one, other] })),
  ]);

const someRules = fc.array(anyRule, { minLength: 1, maxLength: 60 });
const manyRules = fc.array(anyRule, { minLength: 40, maxLength: 60 }).map(paired);
const changes = fc.array(anyChange, { minLength: 1, maxLength: 8 });

/** It is much to compute, and machines are shared. */
const LONG = { timeout: 120_000 };

describe('the index agrees with the plain reading', LONG, () => {
  it('where there are some rules', () => {
    fc.assert(
      fc.property(someRules, changes, (rules, each) => expectAgreement(rules, each, { scanBelow: 0 })),
      { numRuns: 300 },
    );
  });
  it('where there are hundreds, so that their words are asked first', () => {
    fc.assert(
      fc.property(manyRules, changes, (rules, each) => expectAgreement(rules, each, {})),
      { numRuns: 25 },
    );
  });
  it('with whatever is switched off', () => {
    const options = fc.record({
      equality: fc.boolean(),
      movement: fc.boolean(),
      ranges: fc.boolean(),
      prefixes: fc.boolean(),
      parts: fc.boolean(),
      members: fc.boolean(),
      arms: fc.boolean(),
      clusters: fc.boolean(),
      proofs: fc.boolean(),
      scanBelow: fc.constantFrom(0, 0, 30, 1000),
    });
    fc.assert(fc.property(someRules, changes, options, expectAgreement), { numRuns: 120 });
    fc.assert(fc.property(manyRules, changes, options, expectAgreement), { numRuns: 15 });
  });
  it('and with the naive one, that shares no code with either', () => {
    const naive: ModuleSchema = {
      module: 'naive',
      fields: Object.fromEntries(Object.entries(NAIVE_TYPES).map(([name, type]) => [name, { type }])),
    };
    const naiveChange = fc.record({
      operation: fc.constantFrom('create' as const, 'update' as const, 'delete' as const, 'read' as const),
      before: anyImage,
      after: anyImage,
    });
    const accepted = anyCriteria.filter((criteria) => checkCriteria(criteria, naive).length === 0);
    fc.assert(
      fc.property(fc.array(accepted, { minLength: 1, maxLength: 40 }), naiveChange, (rules, change) => {
        const entries = entriesOf(rules, 'naive');
        const index = buildRuleIndex(entries, new Map([['naive', naive]]), { scanBelow: 0 });
        const verdicts = verdictsOf(index, 'naive', change);
        for (const { key, criteria } of entries)
          expect([key, verdicts.get(key)]).toEqual([key, naiveVerdict(criteria, change, context.nowMs)]);
      }),
      { numRuns: 300 },
    );
  });
});

describe('what is ruled out', () => {
  const rulesOn = (count: number, criteriaOf: (place: number) => Criteria): Criteria[] =>
    Array.from({ length: count }, (_none, place) => criteriaOf(place));
  const update: RecordChange = {
    operation: 'update',
    before: { values: { text: 'lost', integer: 1, list: ['a'] }, unknown: [] },
    after: { values: { text: 'member 77', integer: 77, list: ['m77', 'x'] }, unknown: [] },
  };
  const condition = (field: string, operator: 'equals', operand: string | number): Criteria => ({
    kind: 'condition',
    field,
    operator,
    operand,
    caseSensitive: true,
  });
  const on = (field: string, operator: string, operand: unknown): Criteria =>
    Object.assign(condition(field, 'equals', ''), { operator, operand });
  const cases: readonly (readonly [string, (place: number) => Criteria, number])[] = [
    ['equality', (n) => on('text', 'equals', `member ${n}`), 1],
    ['one of', (n) => on('text', 'in', [`member ${n}`, `other ${n}`]), 1],
    ['what it moved to', (n) => on('text', 'changed_to', `member ${n}`), 1],
    ['what it moved from', (n) => on('text', 'changed_from', n === 5 ? 'lost' : `member ${n}`), 1],
    ['no move', () => on('json', 'any_change', null), 0],
    ['order', (n) => on('integer', 'less_than', n), 422],
    ['a range', (n) => on('integer', 'between', [n, n + 1]), 2],
    ['a beginning', (n) => on('text', 'starts_with', `member ${n}`), 2],
    ['a part', (n) => on('text', 'contains', `r ${n}`), 2],
    ['a member', (n) => on('list', 'contains', `m${n}`), 1],
    ['emptiness', () => on('text', 'is_empty', null), 0],
    [
      'either of two',
      (n) => ({ kind: 'any', of: [on('integer', 'equals', n), on('text', 'equals', `x${n}`)] }),
      1,
    ],
    [
      'the contrary of either',
      (n) => ({
        kind: 'not',
        of: { kind: 'any', of: [on('integer', 'not_equals', n), on('text', 'is_empty', null)] },
      }),
      1,
    ],
  ];
  it.each(cases)('by %s is not asked', (_name, criteriaOf, left) => {
    const entries = entriesOf(rulesOn(500, criteriaOf), 'things');
    const index = buildRuleIndex(entries, new Map([['things', schema]]));
    const { matching, rules, ruledOut } = index.candidates('acme', 'things', 'updated', update);
    expect([matching.length + rules.length, ruledOut]).toEqual([left, 500 - left]);
  });
  it('is nothing where the field was not sent', () => {
    const entries = entriesOf(
      rulesOn(500, (n) => on('text', 'equals', `member ${n}`)),
      'things',
    );
    const index = buildRuleIndex(entries, new Map([['things', schema]]));
    const after = { values: {}, unknown: ['text'] };
    const { rules } = index.candidates('acme', 'things', 'updated', {
      operation: 'update',
      before: null,
      after,
    });
    expect(rules.length).toBe(500);
  });
  it('is nothing in a bucket of a few, which is scanned', () => {
    const entries = entriesOf(
      rulesOn(5, (n) => on('text', 'equals', `member ${n}`)),
      'things',
    );
    const index = buildRuleIndex(entries, new Map([['things', schema]]));
    expect(index.candidates('acme', 'things', 'updated', update).rules.length).toBe(5);
  });
});
