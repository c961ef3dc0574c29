/** Criteria as data: the tree that a trigger or a branch asks of a change. */
import type { FieldValue } from '@upshot/values';

/**
 * The operators of the five references united: the sixteen of the Workflows API ("Condition Operators"), Leadlex's `changed`,
 * and Zoho's `between`, `${ANYVALUE}` (execute_when, field_update) and the two directions of a score.
 */
export const OPERATOR_NAMES = [
  'equals',
  'not_equals',
  'contains',
  'not_contains',
  'starts_with',
  'is_empty',
  'is_not_empty',
  'greater_than',
  'less_than',
  'greater_or_equal',
  'less_or_equal',
  'in',
  'not_in',
  'changed_to',
  'changed_from',
  'any_change',
  'between',
  'changed',
  'any_value',
  'increased',
  'decreased',
] as const;
export type OperatorName = (typeof OPERATOR_NAMES)[number];

/** A leaf: one field, one operator, and what it is held against (`null` for operators without an operand). */
export interface Condition {
  readonly kind: 'condition';
  /** A column of the module, or `column.key` inside a json column. */
  readonly field: string;
  readonly operator: OperatorName;
  /** Constant, unless it is relative to now (`holdsRelativeDate`). */
  readonly operand: FieldValue;
  /** Whether text compares by letter case too; a dialect decides. */
  readonly caseSensitive: boolean;
  /** The lookup of the module that leads to the record whose field it is; left out where it is the record's own. */
  readonly related?: string | undefined;
}

/** Every part holds (true when there is none), some part holds, or the part does not hold. */
export type Criteria =
  | Condition
  | { readonly kind: 'all'; readonly of: readonly Criteria[] }
  | { readonly kind: 'any'; readonly of: readonly Criteria[] }
  | { readonly kind: 'not'; readonly of: Criteria };

/**
 * Why criteria cannot say, weakest first. `related_missing`: no record stands at the end of a lookup; `related_stale`: the copy of
 * it is older than the change; `prior_unknown`: they look back at a value that the source did not send (law 5);
 * `related_unread`: the related record has not been read yet.
 */
export const UNDECIDED = ['related_missing', 'related_stale', 'prior_unknown', 'related_unread'] as const;
export type Undecided = (typeof UNDECIDED)[number];

/** What criteria say of a change. */
export type Verdict = 'match' | 'no_match' | Undecided;

/** The deepest nesting of groups that is accepted. */
export const MAX_CRITERIA_DEPTH = 20;
