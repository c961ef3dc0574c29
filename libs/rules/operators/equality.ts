/** Equality with a condition's operand, counted where the two are unlike: what five operators rest on. */
import { equalTo } from '@upshot/values';
import { atNow } from './at-now.ts';
import type { ValueTest } from './operator.ts';

/** Whether a value equals the operand. Unlike is false, and counted. */
export const equality = atNow((condition, type) => {
  const likeness = equalTo(type, condition.operand, condition.caseSensitive);
  return (value, context) => {
    const found = likeness(value);
    if (found === 'unlike') context.tally?.unlike(condition);
    return found === 'equal';
  };
});

/** The contrary of a test, whatever it counts on the way. */
export const contrary =
  (test: ValueTest): ValueTest =>
  (value, context) =>
    !test(value, context);
