/** Criteria as event-ruler's patterns. An empty field is left out of its events, for fewer fields make it faster (its README). */
import { UpshotError } from '@upshot/errors';
import type { Condition, Criteria } from '@upshot/rules';
import { isList, type FieldValue } from '@upshot/values';
import { markOf, plainOf, type Document } from '../document.ts';

/** For each field the values or patterns of which one must hold; `$or` for alternatives. */
export type Pattern = Readonly<Record<string, readonly unknown[]>>;

const SIGNS: ReadonlyMap<string, string> = new Map([
  ['greater_than', '>'],
  ['greater_or_equal', '>='],
  ['less_than', '<'],
  ['less_or_equal', '<='],
]);

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
  const value = plainOf(field, operand);
  const sign = SIGNS.get(operator);
  if (sign !== undefined) return { [field]: [{ numeric: [sign, value] }] };
  switch (operator) {
    case 'any_change':
      return { [markOf(field)]: [true] };
    case 'changed_to':
      return { [markOf(field)]: [true], [field]: [value] };
    case 'equals':
      return { [field]: [value] };
    case 'in':
      return { [field]: membersOf(operand).map((each) => plainOf(field, each)) };
    case 'not_equals':
      return { [field]: [{ 'anything-but': value }, { exists: false }] };
    case 'is_empty':
    case 'is_not_empty':
      return { [field]: [{ exists: operator === 'is_not_empty' }] };
    case 'starts_with':
      return { [field]: [{ prefix: value }] };
    case 'contains':
      return { [field]: [field === 'tags' ? value : { wildcard: `*${String(value)}*` }] };
    default:
      throw new UpshotError('internal', `the workload has no ${operator}`);
  }
}

const membersOf = (operand: FieldValue): readonly FieldValue[] => (isList(operand) ? operand : []);

/** A document without its empty fields. */
export const withoutEmpty = (document: Document): Document =>
  Object.fromEntries(Object.entries(document).filter(([, value]) => value !== null));
