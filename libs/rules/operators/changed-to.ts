/** `changed_to`: the value moved, and what it moved to is the operand. */
import { sameValue, UNKNOWN } from '@upshot/values';
import { verdictOf } from '../kleene.ts';
import { equality } from './equality.ts';
import type { MovementOperator } from './operator.ts';
import { ALL_TYPES } from './types.ts';

export const changedTo: MovementOperator = {
  name: 'changed_to',
  types: ALL_TYPES,
  operand: 'value',
  looks: 'back',
  compile: (condition, type) => {
    const equals = equality(condition, type);
    return ({ before, after }, context) => {
      if (after === UNKNOWN) return 'prior_unknown';
      if (!equals(after, context)) return 'no_match';
      return before === UNKNOWN ? 'prior_unknown' : verdictOf(!sameValue(type, before, after));
    };
  },
};
