/** The ways in to conditions that look back: the field moved, and its key before or after is the operand's. */
import type { FieldType } from '@upshot/values';
import type { Condition } from '../../criteria.ts';
import type { Access } from '../access.ts';
import { empty, equalTo } from './equality.ts';
import { contrary } from '../access.ts';

const MOVED: Access = { kind: 'moved', holds: true, exact: false };

/** `any_change`: that, and no more. */
export const moved = (): readonly Access[] => [{ ...MOVED, exact: true }];

/** `changed`, `increased`, `decreased`: that, and more. */
export const movedSomehow = (): readonly Access[] => [MOVED];

/** `changed_to`. */
export const movedTo = (condition: Condition, type: FieldType): readonly Access[] => [
  MOVED,
  ...equalTo(condition, type),
];

/** `changed_from`. */
export const movedFrom = (condition: Condition, type: FieldType): readonly Access[] => [
  MOVED,
  ...equalTo(condition, type, 'prior'),
];

/** `any_value`: to a value that is not empty. */
export const movedToAny = (condition: Condition, type: FieldType): readonly Access[] => [
  MOVED,
  ...contrary(empty(condition, type)),
];
