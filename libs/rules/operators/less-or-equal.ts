/** `less_or_equal`: the value is the operand or below it. */
import { ordering } from './ordering.ts';

export const lessOrEqual = ordering('less_or_equal', (sign) => sign <= 0);
