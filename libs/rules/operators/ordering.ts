/** Order against a condition's operand, counted where the two have none: what the four comparisons rest on. */
import { isEmptyValue, orderAgainst } from '@upshot/values';
import type { OperatorName } from '../criteria.ts';
import { atNow } from './at-now.ts';
import type { ValueOperator } from './operator.ts';
import { ORDERED } from './types.ts';

/** An operator that holds where `accepts` takes the sign of the order. An empty value has no order: false, uncounted. */
export function ordering(name: OperatorName, accepts: (sign: number) => boolean): ValueOperator {
  return {
    name,
    types: ORDERED,
    operand: 'ordered',
    looks: 'at_value',
    compile: atNow((condition, type) => {
      const order = orderAgainst(type, condition.operand);
      return (value, context) => {
        if (isEmptyValue(value)) return false;
        const found = order(value);
        if (found === 'unlike') context.tally?.unlike(condition);
        return found !== 'unlike' && accepts(found);
      };
    }),
  };
}
