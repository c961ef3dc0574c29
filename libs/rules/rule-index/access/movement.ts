/** The ways in to conditions that look back: the field moved, and its key before or after is the operand's. */
import type { FieldType } from '@upshot/values';
import type { Condition } from '../../criteria.ts';
import { contrary, type Access, type WaysIn } from '../access.ts';
import { empty, equalTo } from './equality.ts';

const MOVED: Access = { kind: 'moved', holds: true };

/** `any_change`: that, and no more. */
export const moved = (): WaysIn => ({ accesses: [MOVED], exact: true });

/** `changed`, `increased`, `decreased`: that, and more. */
export const movedSomehow = (): WaysIn => ({ accesses: [MOVED], exact: false });

/** `changed_to`. */
export const movedTo = (condition: Condition, type: FieldType): WaysIn => andMoved(equalTo(condition, type));

/** `changed_from`, which holds of no record just created, and of such this does not tell. */
export const movedFrom = (condition: Condition, type: FieldType): WaysIn => ({
  ...andMoved(equalTo(condition, type, 'prior')),
  exact: false,
});

/** `any_value`: to a value that is not empty. */
export const movedToAny = (condition: Condition, type: FieldType): WaysIn =>
  andMoved(contrary(empty(condition, type)));

const andMoved = ({ accesses, exact }: WaysIn): WaysIn => ({ accesses: [MOVED, ...accesses], exact });
