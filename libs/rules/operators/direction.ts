/** The direction in which an ordered value moved: what `increased` and `decreased` rest on. */
import { compareValues, isEmptyValue, UNKNOWN, type Reading } from '@upshot/values';
import type { OperatorName } from '../criteria.ts';
import { verdictOf } from '../kleene.ts';
import type { MovementOperator } from './operator.ts';
import { ORDERED } from './types.ts';

/** An operator that holds where `accepts` takes the sign of the move. From or to an empty value there is no direction. */
export function direction(name: OperatorName, accepts: (sign: number) => boolean): MovementOperator {
  return {
    name,
    types: ORDERED,
    operand: 'nothing',
    looks: 'back',
    compile:
      (condition, type) =>
      ({ created, before, after }, context) => {
        if (created || isNone(before) || isNone(after)) return 'no_match';
        if (before === UNKNOWN || after === UNKNOWN) return 'prior_unknown';
        const sign = compareValues(type, after ?? null, before ?? null);
        if (sign === 'unlike') context.tally?.unlike(condition);
        return verdictOf(sign !== 'unlike' && accepts(sign));
      },
  };
}

const isNone = (reading: Reading): boolean => reading !== UNKNOWN && isEmptyValue(reading);
