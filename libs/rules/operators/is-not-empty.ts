/** `is_not_empty`: the contrary of `is_empty`. */
import { isEmptyValue } from '@upshot/values';
import type { ValueOperator } from './operator.ts';
import { ALL_TYPES } from './types.ts';

export const isNotEmpty: ValueOperator = {
  name: 'is_not_empty',
  types: ALL_TYPES,
  operand: 'nothing',
  looks: 'at_value',
  compile: () => (value) => !isEmptyValue(value),
};
