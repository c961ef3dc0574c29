/** `changed` (Leadlex): the value moved from one to another; a record just created has no other to move from. */
import { anyChange } from './any-change.ts';
import type { MovementOperator } from './operator.ts';
import { ALL_TYPES } from './types.ts';

export const changed: MovementOperator = {
  name: 'changed',
  types: ALL_TYPES,
  operand: 'nothing',
  looks: 'back',
  compile: (condition, type) => {
    const moved = anyChange.compile(condition, type);
    return (movement, context) => (movement.created ? 'no_match' : moved(movement, context));
  },
};
