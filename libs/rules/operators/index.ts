/** The operators, by name: an operator without an entry here does not compile. */
import type { OperatorName } from '../criteria.ts';
import { anyChange } from './any-change.ts';
import { anyValue } from './any-value.ts';
import { between } from './between.ts';
import { changed } from './changed.ts';
import { changedFrom } from './changed-from.ts';
import { changedTo } from './changed-to.ts';
import { contains } from './contains.ts';
import { decreased } from './decreased.ts';
import { equals } from './equals.ts';
import { greaterOrEqual } from './greater-or-equal.ts';
import { greaterThan } from './greater-than.ts';
import { isIn } from './in.ts';
import { increased } from './increased.ts';
import { isEmpty } from './is-empty.ts';
import { isNotEmpty } from './is-not-empty.ts';
import { lessOrEqual } from './less-or-equal.ts';
import { lessThan } from './less-than.ts';
import { notContains } from './not-contains.ts';
import { notEquals } from './not-equals.ts';
import { notIn } from './not-in.ts';
import type { Operator } from './operator.ts';
import { startsWith } from './starts-with.ts';

export const OPERATORS: Readonly<Record<OperatorName, Operator>> = {
  equals,
  not_equals: notEquals,
  contains,
  not_contains: notContains,
  starts_with: startsWith,
  is_empty: isEmpty,
  is_not_empty: isNotEmpty,
  greater_than: greaterThan,
  less_than: lessThan,
  greater_or_equal: greaterOrEqual,
  less_or_equal: lessOrEqual,
  in: isIn,
  not_in: notIn,
  changed_to: changedTo,
  changed_from: changedFrom,
  any_change: anyChange,
  between,
  changed,
  any_value: anyValue,
  increased,
  decreased,
};
