/** Whether a field holds the same value as before: what `changed_to`, `changed_from` and `any_change` call a move. */
import { compareDecimals, parseDecimal } from './decimal.ts';
import { isEmptyValue } from './empty.ts';
import { compareInstants, parseInstant } from './instant.ts';
import { isList, isObject, ownValue } from './shape.ts';
import type { FieldType, FieldValue } from './types.ts';

/**
 * Whether two values of `type` are the same value: numbers as numbers, dates as instants, text letter by letter,
 * lists and objects part by part. One empty value is the same as another, as for `isEmptyValue`.
 */
export function sameValue(
  type: FieldType,
  left: FieldValue | undefined,
  right: FieldValue | undefined,
): boolean {
  if (left === right) return true;
  if (isEmptyValue(left) || isEmptyValue(right)) return isEmptyValue(left) && isEmptyValue(right);
  if (type === 'integer' || type === 'decimal') return sameDecimal(left, right);
  if (type === 'date' || type === 'datetime') return sameInstant(left, right);
  return samePart(left, right);
}

function sameDecimal(left: FieldValue, right: FieldValue): boolean {
  const [one, other] = [parseDecimal(left), parseDecimal(right)];
  if (one === undefined || other === undefined) return samePart(left, right);
  return compareDecimals(one, other) === 0;
}

function sameInstant(left: FieldValue, right: FieldValue): boolean {
  const [one, other] = [parseInstant(left), parseInstant(right)];
  if (one === undefined || other === undefined) return samePart(left, right);
  return compareInstants(one, other) === 0;
}

/** Part by part; so do values compare that are not what their column's type says. */
function samePart(left: FieldValue, right: FieldValue): boolean {
  if (isList(left) && isList(right)) {
    return left.length === right.length && left.every((each, place) => sameValue('json', each, right[place]));
  }
  if (!isObject(left) || !isObject(right)) return left === right;
  const keys = new Set([...Object.keys(left), ...Object.keys(right)]);
  return [...keys].every((key) => sameValue('json', ownValue(left, key), ownValue(right, key)));
}
