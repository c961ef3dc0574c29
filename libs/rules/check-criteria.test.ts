/** Shows that each problem is named by a code and a place, and that nothing of an operand is repeated. */
import type { FieldValue, ModuleSchema } from '@upshot/values';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkCriteria, MAX_CRITERIA_DEPTH, type Criteria, type OperatorName } from './index.ts';
import { anyCriteria } from './testing/arbitraries.ts';

const schema: ModuleSchema = {
  module: 'leads',
  fields: {
    stage: { type: 'text' },
    amount: { type: 'decimal' },
    active: { type: 'boolean' },
    custom_fields: { type: 'json' },
    'odd.column': { type: 'integer' },
  },
};
const condition = (field: string, operator: OperatorName, operand: FieldValue = null): Criteria => ({
  kind: 'condition',
  field,
  operator,
  operand,
  caseSensitive: true,
});
const all = (...of: readonly Criteria[]): Criteria => ({ kind: 'all', of });
const codes = (criteria: Criteria): readonly string[] =>
  checkCriteria(criteria, schema).map(({ code, path }) => `${code} ${path}`);

describe('checkCriteria', () => {
  it.each([
    all(),
    condition('stage', 'equals', 'won'),
    condition('amount', 'greater_than', '1000'),
    condition('custom_fields', 'is_empty'),
    condition('custom_fields.region', 'in', ['EU', 'US']),
    condition('custom_fields.a.b.c', 'changed_to', 5),
    condition('odd.column', 'less_than', 5),
  ])('accepts %j', (criteria) => {
    expect(codes(criteria)).toEqual([]);
  });
  it.each([
    ['nothing'],
    ['stage.key'],
    ['amount.key'],
    ['custom_fields.'],
    ['odd'],
    ['odd.other'],
    [''],
    ['__proto__'],
    ['constructor'],
    ['toString'],
    ['hasOwnProperty.call'],
  ])('refuses the field %j', (field) => {
    expect(codes(condition(field, 'is_empty'))).toEqual(['unknown_field /field']);
  });
  it('names every problem, each by its place', () => {
    const criteria = all(
      condition('gone', 'equals', 1),
      { kind: 'not', of: condition('active', 'greater_than', 1) },
      { kind: 'any', of: [condition('stage', 'in', 'won'), condition('amount', 'in', [1, 'x', 2, 'y'])] },
      condition('amount', 'less_than'),
    );
    expect(codes(criteria)).toEqual([
      'unknown_field /of/0/field',
      'operator_not_for_type /of/1/of/operator',
      'operand_not_list /of/2/of/0/operand',
      'operand_invalid /of/2/of/1/operand/1',
      'operand_invalid /of/2/of/1/operand/3',
      'operand_missing /of/3/operand',
    ]);
  });
  it('says in words what is wrong, and never what the operand was', () => {
    const [problem] = checkCriteria(condition('amount', 'equals', 'ann@example.com'), schema);
    expect(problem?.message).toBe('is not a value of type decimal');
    fc.assert(
      fc.property(anyCriteria, (criteria) => {
        for (const each of checkCriteria(criteria, schema)) expect(each.message).toMatch(/^[a-z][a-z0-9 ]+$/);
      }),
    );
  });
  it('accepts nesting to the limit, and names the group beyond it without looking inside', () => {
    const nest = (depth: number): Criteria => {
      let criteria: Criteria = condition('gone', 'is_empty');
      for (let level = 0; level < depth; level += 1) criteria = { kind: 'not', of: criteria };
      return criteria;
    };
    expect(codes(nest(MAX_CRITERIA_DEPTH))).toEqual([
      `unknown_field ${'/of'.repeat(MAX_CRITERIA_DEPTH)}/field`,
    ]);
    const beyond = [`too_deep ${'/of'.repeat(MAX_CRITERIA_DEPTH)}`];
    expect([codes(nest(MAX_CRITERIA_DEPTH + 1)), codes(nest(100_000))]).toEqual([beyond, beyond]);
  });
  it('gives places that lead back into the criteria', () => {
    fc.assert(
      fc.property(anyCriteria, (criteria) => {
        for (const { path } of checkCriteria(criteria, schema)) {
          let inside: unknown = criteria;
          for (const key of path.split('/').slice(1)) {
            inside = typeof inside === 'object' && inside !== null ? Reflect.get(inside, key) : undefined;
          }
          expect(inside).not.toBeUndefined();
        }
      }),
    );
  });
});
