/** What is refused because of what is sent, though the mapping would allow it. */
import type { FieldValue, ModuleSchema } from '@upshot/values';
import { describe, expect, it } from 'vitest';
import { checkCriteria, fieldType, OPERATOR_NAMES, type Criteria, type OperatorName } from './index.ts';

const schema: ModuleSchema = {
  module: 'leads',
  fields: {
    gone: { type: 'text', sentAs: null },
    urgent: { type: 'boolean', sentAs: 'integer' },
    custom: { type: 'json', sentAs: 'text' },
    plain: { type: 'json' },
  },
  related: {
    account: {
      column: 'account_id',
      schema: { module: 'accounts', fields: { city: { type: 'text', sentAs: null } } },
    },
  },
};
const ask = (
  field: string,
  operator: OperatorName,
  operand: FieldValue = null,
  related?: string,
): Criteria => ({
  kind: 'condition',
  field,
  operator,
  operand,
  caseSensitive: true,
  ...(related !== undefined && { related }),
});
const told = (criteria: Criteria) =>
  checkCriteria(criteria, schema).map(({ code, path }) => `${code} ${path}`);

describe('a column that is not sent', () => {
  it.each(OPERATOR_NAMES)('cannot be asked whether it %s', (operator) => {
    expect(told(ask('gone', operator, 'x'))).toEqual(['unknown_field /field']);
  });
  it('is told from one that is not mapped', () => {
    const [problem] = checkCriteria(ask('gone', 'is_empty'), schema);
    expect(problem?.message).toBe('is mapped, and no column of that name is sent with the changes of leads');
    expect(checkCriteria(ask('never', 'is_empty'), schema)[0]?.message).toBe('is not a field of leads');
    expect(fieldType('gone', schema)).toBeUndefined();
  });
  it('is no column of a related record either', () => {
    expect(told({ kind: 'not', of: ask('city', 'equals', 'x', 'account') })).toEqual([
      'unknown_field /of/field',
    ]);
  });
});

describe('a column that is sent as something else', () => {
  const ANY: readonly OperatorName[] = ['is_empty', 'is_not_empty', 'any_change', 'changed', 'any_value'];
  it.each(ANY)('can be asked whether it %s', (operator) => {
    expect(told(ask('urgent', operator))).toEqual([]);
  });
  it.each(OPERATOR_NAMES.filter((each) => !ANY.includes(each)))(
    'is compared with nothing: %s',
    (operator) => {
      expect(told(ask('urgent', operator, true))).toEqual(['operator_not_for_type /operator']);
    },
  );
  it('has no keys where it is no object', () => {
    expect(told(ask('custom.region', 'equals', 'x'))).toEqual(['unknown_field /field']);
    expect(told(ask('custom', 'contains', 'x'))).toEqual([]);
    expect(told(ask('plain.region', 'equals', 'x'))).toEqual([]);
  });
  it('is told with both types', () => {
    expect(checkCriteria(ask('urgent', 'equals', true), schema)[0]?.message).toBe(
      'has nothing to compare, since the field is mapped as boolean and sent as integer',
    );
  });
});
