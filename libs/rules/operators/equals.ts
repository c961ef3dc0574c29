/** `equals`: the value is the operand; an empty operand asks for an empty field. */
import { equality } from './equality.ts';
import type { ValueOperator } from './operator.ts';
import { ALL_TYPES } from './types.ts';

export const equals: ValueOperator = {
  name: 'equals',
  types: ALL_TYPES,
  operand: 'value',
  looks: 'at_value',
  compile: equality,
};
