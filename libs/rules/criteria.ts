/** Criteria as data: the tree that a trigger or a branch asks of a change. */
import type { FieldValue } from '@upshot/values';

/** The sixteen operators of the Workflows API reference, "Condition Operators". */
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
] as const;
export type OperatorName = (typeof OPERATOR_NAMES)[number];

/** A leaf: one field, one operator, and what it is held against (`null` for operators without an operand). */
export interface Condition {
  readonly kind: 'condition';
  /** A column of the module, or `column.key` inside a json column. */
  readonly field: string;
  readonly operator: OperatorName;
  readonly operand: FieldValue;
  /** Whether text compares by letter case too; a dialect decides. */
  readonly caseSensitive: boolean;
}

/** Every part holds (true when there is none), some part holds, or the part does not hold. */
export type Criteria =
  | Condition
  | { readonly kind: 'all'; readonly of: readonly Criteria[] }
  | { readonly kind: 'any'; readonly of: readonly Criteria[] }
  | { readonly kind: 'not'; readonly of: Criteria };

/** What criteria say of a change. `prior_unknown`: they look back at a value that the source did not send (law 5). */
export type Verdict = 'match' | 'no_match' | 'prior_unknown';

/** The deepest nesting of groups that is accepted. */
export const MAX_CRITERIA_DEPTH = 20;
