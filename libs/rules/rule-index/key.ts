/** Values as keys: two that an equality takes for one have one key, so that a hash finds what a comparison would. */
import {
  foldCase,
  isEmptyValue,
  isList,
  parseBoolean,
  parseDecimal,
  parseInstant,
  textOf,
  type FieldType,
  type FieldValue,
} from '@upshot/values';

/** Text, a number (milliseconds, for an instant), a boolean; null is any empty value. */
export type Key = string | number | boolean | null;
/** How values of a field become keys. `empty_only` tells the empty ones alone apart. */
export type KeyForm =
  'text' | 'folded' | 'number' | 'boolean' | 'instant' | 'json' | 'json_folded' | 'empty_only';

/** No operand equals the value. */
export const NO_KEY: unique symbol = Symbol('no key');
/** The value was not sent, or has no exact key: nothing is ruled out by it. */
export const UNTOLD: unique symbol = Symbol('untold');
export type FoundKey = Key | typeof NO_KEY | typeof UNTOLD;

/** An operand's key; where it is not exact, other values have it too. */
export interface OperandKey {
  readonly key: Key;
  readonly exact: boolean;
}

const FORMS: Readonly<Record<FieldType, KeyForm>> = {
  text: 'text',
  reference: 'text',
  integer: 'number',
  decimal: 'number',
  boolean: 'boolean',
  date: 'instant',
  datetime: 'instant',
  list: 'empty_only',
  json: 'json',
};

/** The form of a field's keys in conditions that heed letter case, or do not. */
export function formOf(type: FieldType, caseSensitive: boolean): KeyForm {
  const form = FORMS[type];
  if (caseSensitive) return form;
  if (form === 'text') return 'folded';
  return form === 'json' ? 'json_folded' : form;
}

/** The key of a value that is there. */
export function keyOf(form: KeyForm, value: FieldValue | undefined): FoundKey {
  if (isEmptyValue(value)) return null;
  switch (form) {
    case 'text':
    case 'folded':
      return typeof value === 'string' ? foldCase(value, form === 'text') : textKey(form, value);
    case 'number':
      return numberKey(value);
    case 'boolean':
      return typeof value === 'boolean' ? value : NO_KEY;
    case 'instant':
      return instantKey(value);
    case 'json':
    case 'json_folded':
      return untypedKey(form, value);
    case 'empty_only':
      return NO_KEY;
  }
}

function textKey(form: KeyForm, value: FieldValue): FoundKey {
  const text = textOf(value);
  return text === undefined ? NO_KEY : foldCase(text, form === 'text');
}

function numberKey(value: FieldValue): FoundKey {
  const number = parseDecimal(value);
  if (number === undefined) return NO_KEY;
  return typeof number === 'number' ? number : UNTOLD;
}

function instantKey(value: FieldValue): FoundKey {
  const instant = parseInstant(value);
  if (instant === undefined) return NO_KEY;
  return instant.rest === '' ? instant.ms : UNTOLD;
}

function untypedKey(form: KeyForm, value: FieldValue): FoundKey {
  if (typeof value === 'string') return foldCase(value, form === 'json');
  return typeof value === 'number' || typeof value === 'boolean' ? value : UNTOLD;
}

/** Every key that values equal to `operand` may have; null where they have none that could be listed. */
export function operandKeys(form: KeyForm, operand: FieldValue): readonly OperandKey[] | null {
  if (isEmptyValue(operand)) return [{ key: null, exact: true }];
  if (form === 'empty_only') return null;
  if (form === 'json' || form === 'json_folded') return untypedKeys(form, operand);
  const found = operandKey(form, operand);
  return found === null ? null : [found];
}

function operandKey(form: KeyForm, operand: FieldValue): OperandKey | null {
  if (form === 'number') return operandNumber(operand);
  if (form === 'instant') {
    const instant = parseInstant(operand);
    return instant === undefined ? null : { key: instant.ms, exact: instant.rest === '' };
  }
  const key = form === 'boolean' ? parseBoolean(operand) : textOf(operand);
  if (key === undefined) return null;
  return { key: typeof key === 'string' ? foldCase(key, form === 'text') : key, exact: true };
}

function operandNumber(operand: FieldValue): OperandKey | null {
  const number = parseDecimal(operand);
  return number === undefined ? null : { key: Number(number), exact: typeof number === 'number' };
}

/** A value inside json decides by its own kind how the operand is read. */
function untypedKeys(form: KeyForm, operand: FieldValue): readonly OperandKey[] | null {
  const text = textOf(operand);
  if (text === undefined) return null;
  const keys: OperandKey[] = [{ key: foldCase(text, form === 'json'), exact: true }];
  const number = operandNumber(operand);
  if (number !== null) keys.push(number);
  const boolean = parseBoolean(operand);
  if (boolean !== undefined) keys.push({ key: boolean, exact: true });
  return keys;
}

/** The keys of a list's members. What is no list has none where the field holds lists; inside json it may be a text. */
export function memberKeys(
  form: KeyForm,
  value: FieldValue | undefined,
  type: FieldType,
): readonly Key[] | typeof UNTOLD {
  if (!isList(value)) return type === 'list' ? NONE : UNTOLD;
  const keys: Key[] = [];
  for (const member of value) {
    const key = keyOf(form, member);
    if (key === UNTOLD) return UNTOLD;
    if (key !== NO_KEY) keys.push(key);
  }
  return keys;
}

const NONE: readonly Key[] = [];
