/** The ways in to conditions of equality: a hash of the keys that equal the operand. */
import { isList, type FieldType, type FieldValue } from '@upshot/values';
import type { Condition } from '../../criteria.ts';
import { NO_WAY_IN, type WaysIn } from '../access.ts';
import { formOf, operandKeys, type OperandKey } from '../key.ts';

/** `equals`, `changed_to`, `changed_from`: the one operand. */
export const equalTo = (
  { operand, caseSensitive }: Condition,
  type: FieldType,
  at: 'now' | 'prior' = 'now',
): WaysIn => amongKeys([operand], type, caseSensitive, at);

/** `in`: each of the operands. */
export const among = ({ operand, caseSensitive }: Condition, type: FieldType): WaysIn =>
  isList(operand) ? amongKeys(operand, type, caseSensitive, 'now') : NO_WAY_IN;

/** `is_empty`: a column of lists or json keeps its empty values apart from all others. */
export function empty({ caseSensitive }: Condition, type: FieldType): WaysIn {
  const form = type === 'json' ? 'empty_only' : formOf(type, caseSensitive);
  return { accesses: [{ kind: 'keys', at: 'now', form, keys: [null], holds: true }], exact: true };
}

/** `contains` of a list: a member that equals the operand. */
export function member({ operand, caseSensitive }: Condition): WaysIn {
  const form = formOf('json', caseSensitive);
  const found = operandKeys(form, operand);
  if (found === null) return NO_WAY_IN;
  return { accesses: [{ kind: 'members', form, keys: keysOf(found), holds: true }], exact: isExact(found) };
}

function amongKeys(
  operands: readonly FieldValue[],
  type: FieldType,
  caseSensitive: boolean,
  at: 'now' | 'prior',
): WaysIn {
  const form = formOf(type, caseSensitive);
  const found: OperandKey[] = [];
  for (const operand of operands) {
    const keys = operandKeys(form, operand);
    if (keys === null) return NO_WAY_IN;
    found.push(...keys);
  }
  return { accesses: [{ kind: 'keys', at, form, keys: keysOf(found), holds: true }], exact: isExact(found) };
}

const keysOf = (found: readonly OperandKey[]) => [...new Set(found.map(({ key }) => key))];
const isExact = (found: readonly OperandKey[]): boolean => found.every(({ exact }) => exact);
