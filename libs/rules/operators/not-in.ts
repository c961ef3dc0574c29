/** `not_in`: the contrary of `in`, so true of an empty field unless the operands have an empty one. */
import { contrary } from './equality.ts';
import { membership } from './membership.ts';
import type { ValueOperator } from './operator.ts';
import { SINGLE_TYPES } from './types.ts';

export const notIn: ValueOperator = {
  name: 'not_in',
  types: SINGLE_TYPES,
  operand: 'list',
  looks: 'at_value',
  compile: (condition, type) => contrary(membership(condition, type)),
};
