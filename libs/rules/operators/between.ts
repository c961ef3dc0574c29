/** `between`: the value is neither below the first operand nor above the second. */
import { isEmptyValue, isList, orderAgainst } from '@upshot/values';
import { atNow } from './at-now.ts';
import type { ValueOperator } from './operator.ts';
import { ORDERED } from './types.ts';

export const between: ValueOperator = {
  name: 'between',
  types: ORDERED,
  operand: 'range',
  looks: 'at_value',
  compile: atNow((condition, type) => {
    const [low = null, high = null] = isList(condition.operand) ? condition.operand : [];
    const [fromLow, fromHigh] = [orderAgainst(type, low), orderAgainst(type, high)];
    return (value, context) => {
      if (isEmptyValue(value)) return false;
      const [above, below] = [fromLow(value), fromHigh(value)];
      if (above !== 'unlike' && below !== 'unlike') return above >= 0 && below <= 0;
      context.tally?.unlike(condition);
      return false;
    };
  }),
};
