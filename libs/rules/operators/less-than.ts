/** `less_than`: the value is below the operand. */
import { ordering } from './ordering.ts';

export const lessThan = ordering('less_than', (sign) => sign < 0);
