/** Reading one field of an image, without taking what was not sent for null. */
import { isObject, ownValue } from './shape.ts';
import type { FieldValue, Image } from './types.ts';

/** The field is known (null included), is not there, or is there and was not sent. */
export type FieldState =
  | { readonly state: 'known'; readonly value: FieldValue }
  | { readonly state: 'absent' }
  | { readonly state: 'unknown' };

/** Stands for a value that the source has and did not send. */
export const UNKNOWN: unique symbol = Symbol('unknown');
/** What reading finds, without an object around it: the value, undefined where it is absent, or UNKNOWN. */
export type Reading = FieldValue | undefined | typeof UNKNOWN;

/**
 * A reader of `field`: a column, or `column.key` (and deeper) inside a json column. Only own keys of objects count, so
 * that `__proto__`, `constructor` and `length` are absent unless the data has such a key. No image at all is unknown.
 */
export function fieldReader(field: string): (image: Image | null) => Reading {
  const dot = field.indexOf('.');
  if (dot < 0 && !(field in Object.prototype)) return plainReader(field);
  const column = dot < 0 ? field : field.slice(0, dot);
  const path = dot < 0 ? null : field.slice(dot + 1);
  return (image) => {
    if (image === null) return UNKNOWN;
    const whole = ownValue(image.values, field);
    if (whole !== undefined || path === null) return whole === undefined ? missing(image, field) : whole;
    const outer = ownValue(image.values, column);
    return outer === undefined ? missing(image, column) : valueAt(outer, path);
  };
}

/** Of a name that no object has by nature: it is there only as an own key, and need not be asked whether it is. */
const plainReader =
  (column: string) =>
  (image: Image | null): Reading => {
    if (image === null) return UNKNOWN;
    const value = image.values[column];
    return value === undefined ? missing(image, column) : value;
  };

/** What an image knows of a field; see `fieldReader`. */
export function readField(image: Image, field: string): FieldState {
  const reading = fieldReader(field)(image);
  if (reading === UNKNOWN) return { state: 'unknown' };
  return reading === undefined ? { state: 'absent' } : { state: 'known', value: reading };
}

/** The value at `path` (keys joined by dots) inside objects; a key that itself holds dots is found too. */
export function valueAt(outer: FieldValue, path: string): FieldValue | undefined {
  let rest = path;
  let inside: FieldValue | undefined = outer;
  while (isObject(inside)) {
    const whole = ownValue(inside, rest);
    const dot = rest.indexOf('.');
    if (whole !== undefined || dot < 0) return whole;
    inside = ownValue(inside, rest.slice(0, dot));
    rest = rest.slice(dot + 1);
  }
  return undefined;
}

function missing(image: Image, column: string): Reading {
  const unknown = image.unknown === 'rest' || image.unknown.includes(column);
  return unknown ? UNKNOWN : undefined;
}
