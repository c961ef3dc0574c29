/** Membership in a condition's list of operands: what `in` and `not_in` rest on. */
import {
  equalTo,
  foldCase,
  isEmptyValue,
  isList,
  textOf,
  type FieldType,
  type FieldValue,
  type Likeness,
} from '@upshot/values';
import { atNow } from './at-now.ts';

type Member = (value: FieldValue | undefined) => Likeness;

/** Whether a value equals one of the operands. Unlike (counted) is a value that compares with none of them. */
export const membership = atNow((condition, type) => {
  const operands = isList(condition.operand) ? condition.operand : [];
  const textual = type === 'text' || type === 'reference';
  const member = textual
    ? inTexts(operands, condition.caseSensitive)
    : inValues(operands, type, condition.caseSensitive);
  return (value, context) => {
    const found = member(value);
    if (found === 'unlike') context.tally?.unlike(condition);
    return found === 'equal';
  };
});

function inTexts(operands: readonly FieldValue[], caseSensitive: boolean): Member {
  const parsed = operands.map((operand) => (isEmptyValue(operand) ? '' : textOf(operand)));
  const known = parsed.filter((text) => text !== undefined);
  const texts: ReadonlySet<string> = new Set(known.map((text) => foldCase(text, caseSensitive)));
  return (value) => {
    const text = isEmptyValue(value) ? '' : textOf(value);
    if (text === undefined) return 'unlike';
    return texts.has(foldCase(text, caseSensitive)) ? 'equal' : 'different';
  };
}

function inValues(operands: readonly FieldValue[], type: FieldType, caseSensitive: boolean): Member {
  const tests = operands.map((operand) => equalTo(type, operand, caseSensitive));
  return (value) => {
    let found: Likeness = tests.length === 0 ? 'different' : 'unlike';
    for (const test of tests) {
      const each = test(value);
      if (each === 'equal') return each;
      if (each === 'different') found = each;
    }
    return found;
  };
}
