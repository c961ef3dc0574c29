/** `any_value` (Zoho, `${ANYVALUE}`): the value moved, and there is one now. */
import { isEmptyValue, UNKNOWN } from '@upshot/values';
import { anyChange } from './any-change.ts';
import type { MovementOperator } from './operator.ts';
import { ALL_TYPES } from './types.ts';

export const anyValue: MovementOperator = {
  name: 'any_value',
  types: ALL_TYPES,
  operand: 'nothing',
  looks: 'back',
  compile: (condition, type) => {
    const moved = anyChange.compile(condition, type);
    return (movement, context) => {
      const { after } = movement;
      return after !== UNKNOWN && isEmptyValue(after) ? 'no_match' : moved(movement, context);
    };
  },
};
