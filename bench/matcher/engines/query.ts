/** Criteria as a MongoDB query, which mingo and sift both read. */
import { UpshotError } from '@upshot/errors';
import type { Condition, Criteria, OperatorName } from '@upshot/rules';
import { textOf, type FieldValue } from '@upshot/values';
import { isOfList, markOf, plainOf } from './document.ts';

export type Query = Readonly<Record<string, unknown>>;

/** The query that finds the documents of the events that match `criteria`. */
export function queryOf(criteria: Criteria): Query {
  if (criteria.kind === 'condition') return leafOf(criteria);
  if (criteria.kind === 'not') return { $nor: [queryOf(criteria.of)] };
  return { [criteria.kind === 'all' ? '$and' : '$or']: criteria.of.map(queryOf) };
}

function leafOf({ field, operator, operand }: Condition): Query {
  const plain = plainOf(field, operand);
  const mark = { [markOf(field)]: true };
  if (operator === 'any_change') return mark;
  if (operator === 'changed_to') return { ...mark, [field]: plain };
  if (operator === 'starts_with') return { [field]: new RegExp(`^${literal(operand)}`, 'u') };
  if (operator === 'contains')
    return { [field]: isOfList(field) ? plain : new RegExp(literal(operand), 'u') };
  const compare = COMPARISONS.get(operator);
  if (compare === undefined) throw new UpshotError('internal', `the workload has no ${operator}`);
  return { [field]: compare(plain) };
}

const COMPARISONS: ReadonlyMap<OperatorName, (operand: FieldValue) => unknown> = new Map<
  OperatorName,
  (operand: FieldValue) => unknown
>([
  ['equals', (operand) => operand],
  ['not_equals', (operand) => ({ $ne: operand })],
  ['in', (operand) => ({ $in: operand })],
  ['is_empty', () => null],
  ['is_not_empty', () => ({ $ne: null })],
  ['greater_than', (operand) => ({ $gt: operand })],
  ['greater_or_equal', (operand) => ({ $gte: operand })],
  ['less_than', (operand) => ({ $lt: operand })],
  ['less_or_equal', (operand) => ({ $lte: operand })],
]);

const literal = (operand: FieldValue): string =>
  (textOf(operand) ?? '').replaceAll(/[.*+?^${}()|[\]\\/]/gu, String.raw`\$&`);
