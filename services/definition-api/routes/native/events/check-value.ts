/** A value of an event's data as a value of its field, in the canonical form that rows have too. */
import { err, ok, type Result } from '@upshot/errors';
import {
  isList,
  isObject,
  parseDecimal,
  parseInstant,
  type FieldType,
  type FieldValue,
} from '@upshot/values';
import { EVENT_LIMITS } from './envelope.ts';

type Checked = Result<FieldValue, string>;

const MOST_ITEMS = 1_000;
const WHOLE = /^-?(?:0|[1-9][0-9]{0,37})$/u;
const DAY = /^\d{4}-\d\d-\d\d$/u;
const MOMENT = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d.*(?:[Zz]|[+-]\d\d:?\d\d)$/u;

const CHECKS: Readonly<Record<FieldType, (value: Exclude<FieldValue, null>) => Checked>> = {
  text: (value) => (typeof value === 'string' ? ok(value) : err('must be text')),
  reference: readReference,
  integer: readWhole,
  decimal: (value) =>
    parseDecimal(value) === undefined || typeof value === 'object' ? err('must be a number') : ok(value),
  boolean: (value) => (typeof value === 'boolean' ? ok(value) : err('must be true or false')),
  date: (value) =>
    typeof value === 'string' && DAY.test(value) && parseInstant(value) !== undefined
      ? ok(value)
      : err('must be a day, YYYY-MM-DD'),
  datetime: readMoment,
  list: readItems,
  json: (value) =>
    depthOf(value) > EVENT_LIMITS.dataDepth ? err(`may nest ${EVENT_LIMITS.dataDepth} deep`) : ok(value),
};

/** The canonical form, or what is wrong, to be read after the place. Null is a value of every type. */
export const checkValue = (value: FieldValue, type: FieldType): Checked =>
  value === null ? ok(null) : CHECKS[type](value);

function readReference(value: FieldValue): Checked {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return ok(String(value));
  return typeof value === 'string' && value !== '' ? ok(value) : err('must be the id of a record');
}

/** Beyond 2^53 a whole number is text, as the decoder has it. */
function readWhole(value: FieldValue): Checked {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return ok(value);
  if (typeof value !== 'string' || !WHOLE.test(value)) return err('must be a whole number');
  const number = Number(value);
  return ok(Number.isSafeInteger(number) ? number : value);
}

function readMoment(value: FieldValue): Checked {
  const instant = typeof value === 'string' && MOMENT.test(value) ? parseInstant(value) : undefined;
  if (instant === undefined) return err('must be a time with its zone, such as 2026-03-01T10:00:00Z');
  const text = new Date(instant.ms).toISOString();
  return ok(instant.rest === '' ? text : text.replace('Z', `${instant.rest}Z`));
}

function readItems(value: FieldValue): Checked {
  if (!isList(value)) return err('must be a list');
  if (value.length > MOST_ITEMS) return err(`must not hold more than ${MOST_ITEMS} values`);
  return value.some((item) => typeof item === 'object') ? err('must hold plain values') : ok(value);
}

/** How deep objects and lists stand in one another: 0 for a scalar. */
function depthOf(value: FieldValue): number {
  if (!isList(value) && !isObject(value)) return 0;
  const parts: readonly FieldValue[] = isList(value) ? value : Object.values(value);
  return 1 + parts.reduce<number>((deepest, part) => Math.max(deepest, depthOf(part)), 0);
}
