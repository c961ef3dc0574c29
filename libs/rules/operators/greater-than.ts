/** `greater_than`: the value is above the operand. */
import { ordering } from './ordering.ts';

export const greaterThan = ordering('greater_than', (sign) => sign > 0);
