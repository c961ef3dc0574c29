/** Criteria as event-ruler's patterns. An empty field is left out of its events, for fewer fields make it faster (its README). */
import { UpshotError } from '@upshot/errors';
import type { Condition, Criteria, OperatorName } from '@upshot/rules';
import { isList, textOf, type FieldValue } from '@upshot/values';
import { isOfList, markOf, plainOf, type Document } from '../document.ts';

/** For each field the values or patterns of which one must hold; `$or` for alternatives. */
export type Pattern = Readonly<Record<string, readonly unknown[]>>;

/** The pattern of `criteria`; undefined where event-ruler has none. */
export function patternOf(criteria: Criteria): Pattern | undefined {
  if (criteria.kind === 'condition') return leafOf(criteria);
  if (criteria.kind === 'not') return undefined;
  const parts = criteria.of.map(patternOf).filter((part) => part !== undefined);
  if (parts.length < criteria.of.length) return undefined;
  if (criteria.kind === 'any') return { $or: parts };
  return parts.reduce<Pattern | undefined>(merged, {});
}

/** Both patterns in one; undefined where they ask twice of a field, and not for the two ends of a range. */
function merged(left: Pattern | undefined, right: Pattern): Pattern | undefined {
  if (left === undefined) return undefined;
  const both: Record<string, readonly unknown[]> = { ...left };
  for (const [field, values] of Object.entries(right)) {
    const known = both[field];
    const joined = known === undefined ? values : rangeOf(known, values);
    if (joined === undefined) return undefined;
    both[field] = joined;
  }
  return both;
}

function rangeOf(left: readonly unknown[], right: readonly unknown[]): readonly unknown[] | undefined {
  const ends = [...left, ...right].map(numericOf);
  const [low, high] = ends;
  if (ends.length !== 2 || low === undefined || high === undefined) return undefined;
  return [{ numeric: [...low, ...high] }];
}

const numericOf = (value: unknown): readonly unknown[] | undefined =>
  typeof value === 'object' && value !== null && 'numeric' in value && Array.isArray(value.numeric)
    ? value.numeric
    : undefined;

function leafOf({ field, operator, operand }: Condition): Pattern {
  const plain = plainOf(field, operand);
  const mark = { [markOf(field)]: [true] };
  if (operator === 'any_change') return mark;
  if (operator === 'changed_to') return { ...mark, [field]: [plain] };
  if (operator === 'contains' && isOfList(field)) return { [field]: [plain] };
  const make = VALUES.get(operator);
  if (make === undefined) throw new UpshotError('internal', `the workload has no ${operator}`);
  return { [field]: make(plain) };
}

type Make = (operand: FieldValue) => readonly unknown[];

const ordered =
  (sign: string): Make =>
  (operand) => [{ numeric: [sign, operand] }];

const VALUES: ReadonlyMap<OperatorName, Make> = new Map<OperatorName, Make>([
  ['equals', (operand) => [operand]],
  ['not_equals', (operand) => [{ 'anything-but': operand }, { exists: false }]],
  ['in', (operand) => (isList(operand) ? operand : [])],
  ['is_empty', () => [{ exists: false }]],
  ['is_not_empty', () => [{ exists: true }]],
  ['starts_with', (operand) => [{ prefix: operand }]],
  ['contains', (operand) => [{ wildcard: `*${textOf(operand) ?? ''}*` }]],
  ['greater_than', ordered('>')],
  ['greater_or_equal', ordered('>=')],
  ['less_than', ordered('<')],
  ['less_or_equal', ordered('<=')],
]);

/** A document without its empty fields. */
export const withoutEmpty = (document: Document): Document =>
  Object.fromEntries(Object.entries(document).filter(([, value]) => value !== null));
