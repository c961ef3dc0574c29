/** `in`: the value is one of the operands. */
import { membership } from './membership.ts';
import type { ValueOperator } from './operator.ts';
import { SINGLE_TYPES } from './types.ts';

export const isIn: ValueOperator = {
  name: 'in',
  types: SINGLE_TYPES,
  operand: 'list',
  looks: 'at_value',
  compile: membership,
};
