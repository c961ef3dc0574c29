/** `changed_from`: the value moved, and what it moved from is the operand; a record just created moved from nothing. */
import { sameValue, UNKNOWN } from '@upshot/values';
import { verdictOf } from '../kleene.ts';
import { equality } from './equality.ts';
import type { MovementOperator } from './operator.ts';
import { ALL_TYPES } from './types.ts';

export const changedFrom: MovementOperator = {
  name: 'changed_from',
  types: ALL_TYPES,
  operand: 'value',
  looks: 'back',
  compile: (condition, type) => {
    const equals = equality(condition, type);
    return ({ created, before, after }, context) => {
      if (created) return 'no_match';
      if (before === UNKNOWN) return 'prior_unknown';
      if (!equals(before, context)) return 'no_match';
      return after === UNKNOWN ? 'prior_unknown' : verdictOf(!sameValue(type, before, after));
    };
  },
};
