/** `greater_or_equal`: the value is the operand or above it. */
import { ordering } from './ordering.ts';

export const greaterOrEqual = ordering('greater_or_equal', (sign) => sign >= 0);
