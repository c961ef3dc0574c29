/** Order against a condition's operand, counted where the two have none: what the four comparisons rest on. */
import { isEmptyValue, orderAgainst, type FieldType } from '@upshot/values';
import type { OperatorName } from '../criteria.ts';
import type { ValueOperator } from './operator.ts';

const ORDERED: readonly FieldType[] = ['text', 'integer', 'decimal', 'date', 'datetime', 'json'];

/** An operator that holds where `accepts` takes the sign of the order. An empty value has no order: false, uncounted. */
export function ordering(name: OperatorName, accepts: (sign: number) => boolean): ValueOperator {
  return {
    name,
    types: ORDERED,
    operand: 'ordered',
    looks: 'at_value',
    compile: (condition, type) => {
      const order = orderAgainst(type, condition.operand);
      return (value, tally) => {
        if (isEmptyValue(value)) return false;
        const found = order(value);
        if (found === 'unlike') tally?.unlike(condition);
        return found !== 'unlike' && accepts(found);
      };
    },
  };
}
