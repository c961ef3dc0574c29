/** Criteria as a MongoDB query, which mingo and sift both read. */
import type { Condition, Criteria } from '@upshot/rules';
import type { FieldValue } from '@upshot/values';
import { UpshotError } from '@upshot/errors';
import { markOf, plainOf } from './document.ts';

export type Query = Readonly<Record<string, unknown>>;

/** The query that finds the documents of the events that match `criteria`. */
export function queryOf(criteria: Criteria): Query {
  if (criteria.kind === 'condition') return leafOf(criteria);
  if (criteria.kind === 'not') return { $nor: [queryOf(criteria.of)] };
  return { [criteria.kind === 'all' ? '$and' : '$or']: criteria.of.map(queryOf) };
}

function leafOf(condition: Condition): Query {
  const { field, operator } = condition;
  const operand = plainOf(field, condition.operand);
  switch (operator) {
    case 'any_change':
      return { [markOf(field)]: true };
    case 'changed_to':
      return { [markOf(field)]: true, [field]: operand };
    case 'contains':
      return { [field]: field === 'tags' ? operand : new RegExp(literal(operand), 'u') };
    case 'starts_with':
      return { [field]: new RegExp(`^${literal(operand)}`, 'u') };
    default:
      return { [field]: comparisonOf(operator, field, condition.operand) };
  }
}

function comparisonOf(operator: Condition['operator'], field: string, value: FieldValue): unknown {
  const operand = plainOf(field, value);
  switch (operator) {
    case 'equals':
      return operand;
    case 'not_equals':
      return { $ne: operand };
    case 'in':
      return { $in: Array.isArray(value) ? value.map((each: FieldValue) => plainOf(field, each)) : [] };
    case 'is_empty':
      return null;
    case 'is_not_empty':
      return { $ne: null };
    case 'greater_than':
      return { $gt: operand };
    case 'greater_or_equal':
      return { $gte: operand };
    case 'less_than':
      return { $lt: operand };
    case 'less_or_equal':
      return { $lte: operand };
    default:
      throw new UpshotError('internal', `the workload has no ${operator}`);
  }
}

const literal = (text: FieldValue): string => String(text).replaceAll(/[.*+?^${}()|[\]\\/]/gu, String.raw`\$&`);
