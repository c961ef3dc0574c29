/** Reading an operand, as a client wrote it, as a value of a field's type. */
import { parseDecimal } from './decimal.ts';
import { parseInstant } from './instant.ts';
import { parseBoolean } from './parse-boolean.ts';
import { isList } from './shape.ts';
import { textOf } from './text.ts';
import type { FieldType, FieldValue } from './types.ts';

const trimmed = (value: FieldValue): FieldValue => (typeof value === 'string' ? value.trim() : value);
const decimal = (value: FieldValue): FieldValue | undefined =>
  parseDecimal(value) === undefined ? undefined : trimmed(value);
const instant = (value: FieldValue): FieldValue | undefined =>
  parseInstant(value) === undefined ? undefined : trimmed(value);

const PARSE: Readonly<Record<FieldType, (value: FieldValue) => FieldValue | undefined>> = {
  text: textOf,
  reference: textOf,
  integer: decimal,
  decimal,
  boolean: parseBoolean,
  date: instant,
  datetime: instant,
  list: (value) => (isList(value) ? value : undefined),
  json: (value) => value,
};

/** `operand` as a value of `type` (`"1000"` for a number, `"true"` for a boolean); undefined where it is none. */
export const parseOperand = (type: FieldType, operand: FieldValue): FieldValue | undefined =>
  PARSE[type](operand);
