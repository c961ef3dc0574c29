/** The two nested shapes of a value, told apart. */
import type { FieldValue } from './types.ts';

export type ListValue = readonly FieldValue[];
export type ObjectValue = { readonly [key: string]: FieldValue };

/** Whether a value is a list. */
export const isList = (value: FieldValue | undefined): value is ListValue => Array.isArray(value);

/** Whether a value is an object with keys. */
export const isObject = (value: FieldValue | undefined): value is ObjectValue =>
  typeof value === 'object' && value !== null && !isList(value);

/** The value under an own key of an object; undefined where there is none (`__proto__` is never one). */
export const ownValue = (object: ObjectValue, key: string): FieldValue | undefined =>
  key !== '__proto__' && Object.hasOwn(object, key) ? object[key] : undefined;
