/** `not_equals`: the contrary of `equals`, so true of an empty field too. */
import { contrary, equality } from './equality.ts';
import type { ValueOperator } from './operator.ts';
import { ALL_TYPES } from './types.ts';

export const notEquals: ValueOperator = {
  name: 'not_equals',
  types: ALL_TYPES,
  operand: 'value',
  looks: 'at_value',
  compile: (condition, type) => contrary(equality(condition, type)),
};
