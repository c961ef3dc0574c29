/** `is_empty`: the field is absent, null, the empty text or the empty list; zero and false are values. */
import { isEmptyValue } from '@upshot/values';
import type { ValueOperator } from './operator.ts';
import { ALL_TYPES } from './types.ts';

export const isEmpty: ValueOperator = {
  name: 'is_empty',
  types: ALL_TYPES,
  operand: 'nothing',
  looks: 'at_value',
  compile: () => isEmptyValue,
};
