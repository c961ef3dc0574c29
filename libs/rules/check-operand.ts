/** Whether an operand has the shape that its operator needs on a field's type. */
import {
  isEmptyValue,
  isList,
  isObject,
  parseDecimal,
  parseInstant,
  parseOperand,
  type FieldType,
  type FieldValue,
  type ObjectValue,
} from '@upshot/values';
import { checkRelativeDate, isDated, isRelativeDate } from './relative-date.ts';
import type { OperandKind } from './operators/operator.ts';

export type OperandProblemCode = 'operand_missing' | 'operand_invalid' | 'operand_not_list';
export interface OperandProblem {
  readonly code: OperandProblemCode;
  /** Where inside the operand, as a JSON pointer (`` or `/2`). */
  readonly path: string;
  readonly message: string;
}

type Check = (operand: FieldValue, type: FieldType) => readonly OperandProblem[];

const CHECKS: Readonly<Record<OperandKind, Check>> = {
  nothing: () => [],
  value: (operand, type) => checkValue(operand, type, ''),
  member: checkMember,
  ordered: (operand, type) => checkOrdered(operand, type, ''),
  list: checkList,
  range: checkRange,
};

/** What is wrong with `operand` for an operator that takes `kind`, on a field of `type`. Nothing of the operand is repeated. */
export const checkOperand = (
  kind: OperandKind,
  operand: FieldValue,
  type: FieldType,
): readonly OperandProblem[] => CHECKS[kind](operand, type);

const problem = (code: OperandProblemCode, message: string, path = ''): readonly OperandProblem[] => [
  { code, message, path },
];

function checkValue(operand: FieldValue, type: FieldType, path: string): readonly OperandProblem[] {
  if (isDated(type) && isRelativeDate(operand)) return checkRelative(operand, path);
  if (isEmptyValue(operand) || parseOperand(type, operand) !== undefined) return [];
  return problem('operand_invalid', `is not a value of type ${type}`, path);
}

function checkMember(operand: FieldValue): readonly OperandProblem[] {
  if (operand === null) return problem('operand_missing', 'is missing');
  return isList(operand) || isObject(operand) ? problem('operand_invalid', 'must be a single value') : [];
}

/** An operand that is relative to now, each problem by its place inside it. */
const checkRelative = (operand: ObjectValue, path: string): readonly OperandProblem[] =>
  checkRelativeDate(operand).flatMap((found) => problem('operand_invalid', found.message, path + found.path));

function checkOrdered(operand: FieldValue, type: FieldType, path: string): readonly OperandProblem[] {
  const dated = isDated(type);
  if (dated && isRelativeDate(operand)) return checkRelative(operand, path);
  if (isEmptyValue(operand)) return problem('operand_missing', 'is missing', path);
  if (!dated && parseDecimal(operand) !== undefined) return [];
  if ((dated || type === 'json') && parseInstant(operand) !== undefined) return [];
  return problem('operand_invalid', dated ? 'is not a date or datetime' : 'is not a number', path);
}

function checkRange(operand: FieldValue, type: FieldType): readonly OperandProblem[] {
  if (!isList(operand)) return problem('operand_not_list', 'must be a list of two values');
  if (operand.length !== 2) return problem('operand_invalid', 'must hold two values, the lower one first');
  return operand.flatMap((each, place) => checkOrdered(each, type, `/${place}`));
}

function checkList(operand: FieldValue, type: FieldType): readonly OperandProblem[] {
  if (!isList(operand)) return problem('operand_not_list', 'must be a list of values');
  return operand.flatMap((each, place) => checkValue(each, type, `/${place}`));
}
