/** The order of a record's values against an operand, prepared once per condition. */
import { compareDecimals, parseDecimal } from './decimal.ts';
import { compareInstants, parseInstant } from './instant.ts';
import type { FieldType, FieldValue } from './types.ts';

/** Negative, zero or positive as the value is below, at or above the operand; `unlike` where the two have no order. */
export type Order = number | 'unlike';
type Ordering = (value: FieldValue) => Order;

const unlike: Ordering = () => 'unlike';

const PREPARE: Readonly<Record<FieldType, (operand: FieldValue) => Ordering>> = {
  text: byDecimal,
  integer: byDecimal,
  decimal: byDecimal,
  date: byInstant,
  datetime: byInstant,
  json: byKind,
  boolean: () => unlike,
  reference: () => unlike,
  list: () => unlike,
};

/**
 * The order of values of `type` against `operand`. Text has an order only where both sides are numbers;
 * values inside json also where both are dates. Empty has no order.
 */
export const orderAgainst = (type: FieldType, operand: FieldValue): Ordering => PREPARE[type](operand);

/** The order of `left` against `right`, both of `type`; see `orderAgainst`. */
export const compareValues = (type: FieldType, left: FieldValue, right: FieldValue): Order =>
  orderAgainst(type, right)(left);

function byDecimal(operand: FieldValue): Ordering {
  const number = parseDecimal(operand);
  if (number === undefined) return unlike;
  return (value) => {
    const other = parseDecimal(value);
    return other === undefined ? 'unlike' : compareDecimals(other, number);
  };
}

function byInstant(operand: FieldValue): Ordering {
  const instant = parseInstant(operand);
  if (instant === undefined) return unlike;
  return (value) => {
    const other = parseInstant(value);
    return other === undefined ? 'unlike' : compareInstants(other, instant);
  };
}

function byKind(operand: FieldValue): Ordering {
  return parseDecimal(operand) === undefined ? byInstant(operand) : byDecimal(operand);
}
