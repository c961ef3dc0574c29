/** Equality of a record's values with an operand, prepared once per condition. */
import { compareDecimals, parseDecimal } from './decimal.ts';
import { isEmptyValue } from './empty.ts';
import { compareInstants, parseInstant } from './instant.ts';
import { parseBoolean } from './parse-boolean.ts';
import { isList, isObject, ownValue, type ListValue, type ObjectValue } from './shape.ts';
import { foldCase, textOf } from './text.ts';
import type { FieldType, FieldValue } from './types.ts';

/** `unlike`: the two are of kinds that do not compare, which is reported and never thrown. */
export type Likeness = 'equal' | 'different' | 'unlike';
type Equality = (value: FieldValue) => Likeness;
type Prepare = (operand: FieldValue, caseSensitive: boolean) => Equality;

const likeness = (equal: boolean): Likeness => (equal ? 'equal' : 'different');
const unlike: Equality = () => 'unlike';

const PREPARE: Readonly<Record<FieldType, Prepare>> = {
  text: toText,
  reference: toText,
  integer: toDecimal,
  decimal: toDecimal,
  boolean: toBoolean,
  date: toInstant,
  datetime: toInstant,
  list: toList,
  json: toUntyped,
};

/**
 * A test of values of `type` against `operand`. Empty equals empty, whichever empty it is, and nothing else;
 * text compares by letter case only where `caseSensitive`.
 */
export function equalTo(
  type: FieldType,
  operand: FieldValue | undefined,
  caseSensitive = true,
): (value: FieldValue | undefined) => Likeness {
  if (isEmptyValue(operand)) return (value) => likeness(isEmptyValue(value));
  const test = PREPARE[type](operand, caseSensitive);
  return (value) => (isEmptyValue(value) ? 'different' : test(value));
}

function toText(operand: FieldValue, caseSensitive: boolean): Equality {
  const text = textOf(operand);
  if (text === undefined) return unlike;
  const folded = foldCase(text, caseSensitive);
  return (value) => {
    const other = textOf(value);
    return other === undefined ? 'unlike' : likeness(foldCase(other, caseSensitive) === folded);
  };
}

function toDecimal(operand: FieldValue): Equality {
  const number = parseDecimal(operand);
  if (number === undefined) return unlike;
  return (value) => {
    const other = parseDecimal(value);
    return other === undefined ? 'unlike' : likeness(compareDecimals(other, number) === 0);
  };
}

function toBoolean(operand: FieldValue): Equality {
  const boolean = parseBoolean(operand);
  if (boolean === undefined) return unlike;
  return (value) => (typeof value === 'boolean' ? likeness(value === boolean) : 'unlike');
}

function toInstant(operand: FieldValue): Equality {
  const instant = parseInstant(operand);
  if (instant === undefined) return unlike;
  return (value) => {
    const other = parseInstant(value);
    return other === undefined ? 'unlike' : likeness(compareInstants(other, instant) === 0);
  };
}

function toList(operand: FieldValue, caseSensitive: boolean): Equality {
  if (!isList(operand)) return unlike;
  return (value) => (isList(value) ? likeness(sameElements(value, operand, caseSensitive)) : 'unlike');
}

/** A value inside json has no declared type: its own kind decides, and the operand is read as that kind. */
function toUntyped(operand: FieldValue, caseSensitive: boolean): Equality {
  const asText = toText(operand, caseSensitive);
  const asNumber = toDecimal(operand);
  const asBoolean = toBoolean(operand);
  const asList = toList(operand, caseSensitive);
  return (value) => {
    if (typeof value === 'string') return asText(value);
    if (typeof value === 'number') return asNumber(value);
    if (typeof value === 'boolean') return asBoolean(value);
    if (isList(value)) return asList(value);
    if (!isObject(value) || !isObject(operand)) return 'unlike';
    return likeness(sameKeys(value, operand, caseSensitive));
  };
}

function sameElements(left: ListValue, right: ListValue, caseSensitive: boolean): boolean {
  if (left.length !== right.length) return false;
  return left.every((each, place) => equalTo('json', right[place], caseSensitive)(each) === 'equal');
}

function sameKeys(left: ObjectValue, right: ObjectValue, caseSensitive: boolean): boolean {
  const keys = new Set([...Object.keys(left), ...Object.keys(right)]);
  return [...keys].every(
    (key) => equalTo('json', ownValue(right, key), caseSensitive)(ownValue(left, key)) === 'equal',
  );
}
