/** `contains`: the text has the operand in it, or the list has it as a member. */
import { CONTAINING, containment } from './containment.ts';
import type { ValueOperator } from './operator.ts';

export const contains: ValueOperator = {
  name: 'contains',
  types: CONTAINING,
  operand: 'member',
  looks: 'at_value',
  compile: containment,
};
