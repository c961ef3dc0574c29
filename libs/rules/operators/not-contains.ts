/** `not_contains`: the contrary of `contains`, so true of an empty field too. */
import { CONTAINING, containment } from './containment.ts';
import { contrary } from './equality.ts';
import type { ValueOperator } from './operator.ts';

export const notContains: ValueOperator = {
  name: 'not_contains',
  types: CONTAINING,
  operand: 'member',
  looks: 'at_value',
  compile: (condition, type) => contrary(containment(condition, type)),
};
