/** The ways in to a condition, by operator: an operator without an entry is asked, never looked up. */
import type { FieldType } from '@upshot/values';
import type { Condition, OperatorName } from '../../criteria.ts';
import { contrary, NO_WAY_IN, type WaysIn } from '../access.ts';
import { among, empty, equalTo } from './equality.ts';
import { moved, movedFrom, movedSomehow, movedTo, movedToAny } from './movement.ts';
import { above, below, within } from './range.ts';
import { beginning, part } from './text.ts';

type FindWays = (condition: Condition, type: FieldType) => WaysIn;

const not =
  (find: FindWays): FindWays =>
  (condition, type) =>
    contrary(find(condition, type));

const WAYS_IN: Readonly<Partial<Record<OperatorName, FindWays>>> = {
  equals: equalTo,
  not_equals: not(equalTo),
  contains: part,
  not_contains: not(part),
  starts_with: beginning,
  is_empty: empty,
  is_not_empty: not(empty),
  greater_than: above(true),
  greater_or_equal: above(false),
  less_than: below(true),
  less_or_equal: below(false),
  in: among,
  not_in: not(among),
  between: within,
  any_change: moved,
  changed: movedSomehow,
  increased: movedSomehow,
  decreased: movedSomehow,
  any_value: movedToAny,
  changed_to: movedTo,
  changed_from: movedFrom,
};

/** What must be so of the condition's field where the condition holds (or does not, as `holds` says) or cannot say. */
export function waysInto(condition: Condition, type: FieldType, holds: boolean): WaysIn {
  if (condition.related !== undefined) return NO_WAY_IN;
  const ways = WAYS_IN[condition.operator]?.(condition, type) ?? NO_WAY_IN;
  return holds ? ways : contrary(ways);
}
