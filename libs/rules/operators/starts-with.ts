/** `starts_with`: the text begins with the operand. */
import { textTest } from './containment.ts';
import type { ValueOperator } from './operator.ts';

export const startsWith: ValueOperator = {
  name: 'starts_with',
  types: ['text', 'reference', 'json'],
  operand: 'member',
  looks: 'at_value',
  compile: (condition, type) => textTest(condition, type, (text, part) => text.startsWith(part)),
};
