/** The operators of the Workflows API, as its page lists them ("Condition Operators"); the native form knows more. */
import type { OperatorName } from '@upshot/rules';

export const WORKFLOWS_OPERATORS = [
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
] as const satisfies readonly OperatorName[];
