/** Shows that a rule set is immutable, keeps tenants apart, and is the same however it came about. */
import type { ModuleSchema, RecordChange } from '@upshot/values';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildRuleIndex, type Criteria, type RuleEntry, type RuleIndex } from './index.ts';

const schemas = new Map<string, ModuleSchema>([
  ['leads', { module: 'leads', fields: { stage: { type: 'text' } } }],
  ['tasks', { module: 'tasks', fields: { title: { type: 'text' } } }],
]);
const stageIs = (operand: string): Criteria => ({
  kind: 'condition',
  field: 'stage',
  operator: 'equals',
  operand,
  caseSensitive: true,
});
const entry = (key: string, overrides: Partial<RuleEntry<string>> = {}): RuleEntry<string> => ({
  key,
  tenantId: 'acme',
  module: 'leads',
  kind: 'updated',
  criteria: stageIs('won'),
  payload: `payload of ${key}`,
  ...overrides,
});
const keys = (
  set: RuleIndex<string>,
  tenantId = 'acme',
  module = 'leads',
  kind = 'updated',
): readonly string[] => set.rules(tenantId, module, kind).map((rule) => rule.key);
const won: RecordChange = {
  operation: 'update',
  before: null,
  after: { values: { stage: 'won' }, unknown: [] },
};

describe('buildRuleIndex', () => {
  it('gives the rules of one tenant, module and kind, with their payloads, ready to be asked', () => {
    const set = buildRuleIndex(
      [
        entry('b'),
        entry('a'),
        entry('c', { kind: 'created' }),
        entry('d', { module: 'tasks' }),
        entry('e', { tenantId: 'other' }),
      ],
      schemas,
    );
    expect([keys(set), keys(set, 'other'), keys(set, 'acme', 'leads', 'created'), set.size]).toEqual([
      ['a', 'b'],
      ['e'],
      ['c'],
      5,
    ]);
    const [rule] = set.rules('acme', 'leads', 'updated');
    expect([rule?.payload, rule?.problems, rule?.criteria.evaluate(won)]).toEqual([
      'payload of a',
      [],
      'match',
    ]);
  });
  it('is empty where nobody asked for anything', () => {
    const set = buildRuleIndex<string>([], schemas);
    expect([set.size, keys(set), keys(set, '__proto__', 'constructor')]).toEqual([0, [], []]);
  });
  it('keeps apart what only looks alike when written side by side', () => {
    const set = buildRuleIndex([entry('a', { module: 'lead', kind: 'supdated' })], new Map());
    expect([keys(set, 'acme', 'leads', 'updated'), keys(set, 'acme', 'lead', 'supdated')]).toEqual([
      [],
      ['a'],
    ]);
  });
  it('keeps the later of two entries of a tenant under one key', () => {
    const set = buildRuleIndex([entry('a'), entry('a', { payload: 'later' })], schemas);
    expect(set.rules('acme', 'leads', 'updated').map((rule) => rule.payload)).toEqual(['later']);
  });
  it('keeps a rule that is broken, never matches it, and says what is wrong', () => {
    const gone: Criteria = {
      kind: 'condition',
      field: 'gone',
      operator: 'is_empty',
      operand: null,
      caseSensitive: true,
    };
    const broken: Criteria = { kind: 'not', of: { kind: 'any', of: [gone] } };
    const set = buildRuleIndex(
      [entry('a', { criteria: broken }), entry('b', { module: 'unheard' })],
      schemas,
    );
    const [parted] = set.rules('acme', 'leads', 'updated');
    const [unheard] = set.rules('acme', 'unheard', 'updated');
    expect(parted?.problems).toMatchObject([{ code: 'unknown_field', path: '/of/of/0/field' }]);
    expect(unheard?.problems).toMatchObject([{ code: 'unknown_field', path: '/field' }]);
    expect([parted?.criteria.evaluate(won), unheard?.criteria.evaluate(won)]).toEqual([
      'no_match',
      'no_match',
    ]);
  });
});

describe('withEntry and withoutEntry', () => {
  const set = buildRuleIndex(
    [entry('a'), entry('b', { kind: 'created' }), entry('a', { tenantId: 'other' })],
    schemas,
  );

  it('leave the set before as it was', () => {
    const next = set.withEntry(entry('c')).withoutEntry('acme', 'a');
    expect([keys(set), keys(next), set.size, next.size]).toEqual([['a'], ['c'], 3, 3]);
  });
  it('move a rule whose kind has changed', () => {
    const next = set.withEntry(entry('a', { kind: 'created' }));
    expect([keys(next), keys(next, 'acme', 'leads', 'created'), keys(next, 'other')]).toEqual([
      [],
      ['a', 'b'],
      ['a'],
    ]);
  });
  it('touch no other tenant, and build no other bucket anew', () => {
    const next = set.withEntry(entry('c')).withoutEntry('acme', 'a').withoutEntry('nobody', 'a');
    for (const [tenantId, kind] of [
      ['acme', 'created'],
      ['other', 'updated'],
    ] as const) {
      expect(next.rules(tenantId, 'leads', kind)).toBe(set.rules(tenantId, 'leads', kind));
    }
  });
  it('leave nothing behind', () => {
    const next = set.withoutEntry('acme', 'a').withoutEntry('acme', 'b').withoutEntry('other', 'a');
    expect([next.size, keys(next)]).toEqual([0, []]);
  });
  it('come to the set that is built at once', () => {
    const anyEntry = fc
      .tuple(
        fc.constantFrom('a', 'b', 'c'),
        fc.constantFrom('acme', 'other'),
        fc.constantFrom('leads', 'tasks'),
        fc.constantFrom('created', 'updated'),
      )
      .map(([key, tenantId, module, kind]) => entry(key, { tenantId, module, kind }));
    fc.assert(
      fc.property(fc.array(fc.tuple(anyEntry, fc.boolean())), (steps) => {
        const left = new Map<string, RuleEntry<string>>();
        let set = buildRuleIndex<string>([], schemas);
        for (const [each, removed] of steps) {
          const place = `${each.tenantId}/${each.key}`;
          if (removed) left.delete(place);
          else left.set(place, each);
          set = removed ? set.withoutEntry(each.tenantId, each.key) : set.withEntry(each);
        }
        const whole = buildRuleIndex(left.values(), schemas);
        expect(set.size).toBe(whole.size);
        for (const each of left.values()) {
          const place = [each.tenantId, each.module, each.kind] as const;
          expect(keys(set, ...place)).toEqual(keys(whole, ...place));
        }
      }),
    );
  });
});
