/** `any_change`: the value moved; on create, it is not empty. */
import { sameValue, UNKNOWN } from '@upshot/values';
import { verdictOf } from '../kleene.ts';
import type { MovementOperator } from './operator.ts';
import { ALL_TYPES } from './types.ts';

export const anyChange: MovementOperator = {
  name: 'any_change',
  types: ALL_TYPES,
  operand: 'nothing',
  looks: 'back',
  compile:
    (_, type) =>
    ({ before, after }) =>
      before === UNKNOWN || after === UNKNOWN ? 'prior_unknown' : verdictOf(!sameValue(type, before, after)),
};
