/** Holds compiled criteria against a naive second reading, and against the laws of Kleene's logic. */
import type { ModuleSchema, Operation, RecordChange } from '@upshot/values';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileCriteria, conditionsOf, MAX_CRITERIA_DEPTH, newTally, type Criteria } from './index.ts';
import { anyCriteria, anyImage } from './testing/arbitraries.ts';
import { NAIVE_TYPES, naiveVerdict } from './testing/naive.ts';

const schema: ModuleSchema = {
  module: 'things',
  fields: {
    value: { type: NAIVE_TYPES.value },
    other: { type: NAIVE_TYPES.other },
    data: { type: NAIVE_TYPES.data },
    when: { type: NAIVE_TYPES.when },
  },
};
const anyOperation: fc.Arbitrary<Operation> = fc.constantFrom(
  'create',
  'update',
  'update',
  'update',
  'delete',
  'read',
);
const anyChange: fc.Arbitrary<RecordChange> = fc.record({
  operation: anyOperation,
  before: anyImage,
  after: anyImage,
});
const written = fc.record({
  operation: fc.constantFrom<Operation>('create', 'update', 'delete'),
  before: anyImage,
  after: anyImage,
});

const verdict = (criteria: Criteria, change: RecordChange) =>
  compileCriteria(criteria, schema).evaluate(change);
const not = (of: Criteria): Criteria => ({ kind: 'not', of });
const all = (of: readonly Criteria[]): Criteria => ({ kind: 'all', of });
const either = (of: readonly Criteria[]): Criteria => ({ kind: 'any', of });
const agree = (law: (parts: readonly Criteria[]) => readonly [Criteria, Criteria]) =>
  fc.assert(
    fc.property(fc.array(anyCriteria, { maxLength: 4 }), written, (parts, change) => {
      const [one, other] = law(parts);
      expect(verdict(one, change)).toBe(verdict(other, change));
    }),
  );

describe('compiled criteria', () => {
  it('agree with the naive reading', () => {
    fc.assert(
      fc.property(anyCriteria, anyChange, (criteria, change) => {
        expect(verdict(criteria, change)).toBe(naiveVerdict(criteria, change));
      }),
      { numRuns: 5000 },
    );
  });
  it('never match a snapshot read, not even as the contrary of what does not', () => {
    fc.assert(
      fc.property(anyCriteria, anyImage, (criteria, after) => {
        const read: RecordChange = { operation: 'read', before: null, after };
        expect([verdict(criteria, read), verdict(not(criteria), read)]).toEqual(['no_match', 'no_match']);
      }),
    );
  });
  it('are decided by what is known: to fill in what was not sent never turns a decision', () => {
    fc.assert(
      fc.property(anyCriteria, written, anyImage, (criteria, change, filling) => {
        const decided = verdict(criteria, change);
        fc.pre(decided !== 'prior_unknown' && filling !== null);
        expect(verdict(criteria, { ...change, before: change.before ?? filling })).toBe(decided);
      }),
    );
  });
});

describe("Kleene's logic", () => {
  it('turns twice to where it was', () => {
    agree((parts) => [not(not(all(parts))), all(parts)]);
    agree((parts) => [not(not(either(parts))), either(parts)]);
  });
  it("keeps De Morgan's laws", () => {
    agree((parts) => [not(all(parts)), either(parts.map(not))]);
    agree((parts) => [not(either(parts)), all(parts.map(not))]);
  });
  it('takes parts in any order', () => {
    agree((parts) => [all(parts), all(parts.toReversed())]);
    agree((parts) => [either(parts), either(parts.toReversed())]);
  });
  it('takes a part twice as once, and a group within its like as its parts', () => {
    agree((parts) => [all([...parts, ...parts]), all(parts)]);
    agree((parts) => [either([either(parts), ...parts]), either(parts)]);
  });
  it('absorbs', () => {
    agree((parts) => [
      all([either(parts), all([either(parts), all(parts)])]),
      all([either(parts), all(parts)]),
    ]);
  });
});

const nested = (depth: number): Criteria => {
  let criteria: Criteria = all([]);
  for (let level = 1; level < depth; level += 1) criteria = level % 2 ? not(criteria) : all([criteria]);
  return criteria;
};

describe('compileCriteria', () => {
  const condition = (field: string, operator: 'equals' | 'changed_to', operand: string): Criteria => ({
    kind: 'condition',
    field,
    operator,
    operand,
    caseSensitive: true,
  });
  const change: RecordChange = {
    operation: 'update',
    before: { values: { value: 'lost' }, unknown: [] },
    after: { values: { value: 'won', other: 'not a number', data: { key: true } }, unknown: [] },
  };

  it('knows the columns that are read, and those whose past is', () => {
    const criteria = all([
      condition('value', 'changed_to', 'won'),
      not(condition('data.key.deep', 'equals', 'x')),
    ]);
    const { columns, priorColumns } = compileCriteria(criteria, schema);
    expect([[...columns], [...priorColumns]]).toEqual([['value', 'data'], ['value']]);
  });
  it('counts comparisons of unlike kinds, and of which fields', () => {
    const tally = newTally();
    const criteria = either([condition('other', 'equals', '5'), condition('data.key', 'equals', 'x')]);
    expect(compileCriteria(criteria, schema).evaluate(change, { nowMs: 0, tally })).toBe('no_match');
    expect([tally.count, [...tally.fields]]).toEqual([2, ['other', 'data.key']]);
  });
  it('takes a field that the schema does not have for absent', () => {
    const gone = compileCriteria(condition('gone', 'equals', 'x'), schema);
    expect(gone.evaluate(change)).toBe('no_match');
  });
  it('takes no field from a prototype', () => {
    for (const field of ['__proto__', 'constructor', 'toString', 'data.constructor', 'data.__proto__']) {
      expect(compileCriteria(not(condition(field, 'equals', '')), schema).evaluate(change)).toBe('no_match');
    }
  });
  it('compiles what is nested as deep as accepted, and refuses what is deeper', () => {
    expect(compileCriteria(nested(MAX_CRITERIA_DEPTH), schema).evaluate(change)).not.toBe('prior_unknown');
    const deeper = expect.objectContaining({ code: 'definition_invalid', retry: 'never' });
    expect(() => compileCriteria(nested(MAX_CRITERIA_DEPTH + 1), schema)).toThrow(deeper);
    expect(() => compileCriteria(nested(100_000), schema)).toThrow(deeper);
  });
});

describe('conditionsOf', () => {
  it('lists the leaves as they stand', () => {
    fc.assert(
      fc.property(anyCriteria, (criteria) => {
        const printed = JSON.stringify(criteria).match(/"kind":"condition"/g) ?? [];
        expect(conditionsOf(criteria)).toHaveLength(printed.length);
      }),
    );
  });
});
