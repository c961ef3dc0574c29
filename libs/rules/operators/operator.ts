/** The contract of an operator: what it takes, which types have it, and how it judges. */
import type { FieldType, FieldValue, Reading } from '@upshot/values';
import type { Condition, OperatorName, Verdict } from '../criteria.ts';
import type { EvaluationContext } from '../evaluation-context.ts';

/**
 * What an operator is held against: `nothing`; a `value` of the field's type, or empty; a `member` of the field's list,
 * or a part of its text; an `ordered` value, one that has an order; a `list` of values; or a `range`, a list of two ordered values.
 */
export type OperandKind = 'nothing' | 'value' | 'member' | 'ordered' | 'list' | 'range';

/** How a field stands before and after a change; on create, before is absent. UNKNOWN where it was not sent. */
export interface Movement {
  readonly created: boolean;
  readonly before: Reading;
  readonly after: Reading;
}

export type ValueTest = (value: FieldValue | undefined, context: EvaluationContext) => boolean;
export type MovementTest = (movement: Movement, context: EvaluationContext) => Verdict;

interface Common {
  readonly name: OperatorName;
  readonly types: readonly FieldType[];
  readonly operand: OperandKind;
}

/** Judges the value that the record holds: after the change, or before it where the record was deleted. */
export interface ValueOperator extends Common {
  readonly looks: 'at_value';
  /** Prepares the test of one condition on a field of `type`. Never throws: what can't be compared is false. */
  readonly compile: (condition: Condition, type: FieldType) => ValueTest;
}

/** Judges the move from one value to another. Asked on create and update only. */
export interface MovementOperator extends Common {
  readonly looks: 'back';
  readonly compile: (condition: Condition, type: FieldType) => MovementTest;
}

export type Operator = ValueOperator | MovementOperator;
