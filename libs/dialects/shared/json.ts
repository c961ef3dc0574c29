/** Takes unknown input in as plain JSON, or says where it is not sound. */
import type { FieldValue } from '@upshot/values';
import type { Path } from './path.ts';
import type { Report } from './report.ts';

export type JsonObject = { readonly [key: string]: FieldValue };

/** The deepest nesting of a whole body. */
export const MAX_BODY_DEPTH = 64;
const MAX_TEXT = 100_000;
const MAX_KEY = 256;

/** Whether `value` is an object, and not a list. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether `value` is a JSON object. */
export function isJsonObject(value: FieldValue | undefined): value is JsonObject {
  return isObject(value);
}

/** Whether `value` is a JSON list. */
export function isJsonList(value: FieldValue | undefined): value is readonly FieldValue[] {
  return Array.isArray(value);
}

/** How deep objects and lists stand in one another: 0 for a scalar. Bounded by the depth that `soundJson` lets in. */
export function depthOf(value: FieldValue): number {
  if (typeof value !== 'object' || value === null) return 0;
  const parts: readonly FieldValue[] = isJsonList(value) ? value : Object.values(value);
  return 1 + parts.reduce<number>((deepest, part) => Math.max(deepest, depthOf(part)), 0);
}

/** A copy of `value` as JSON; reports what is no JSON, nests too deep, or holds text that cannot be stored. */
export function soundJson(value: unknown, report: Report): FieldValue {
  return copy(value, [], report);
}

/** `place` is one list for the whole walk: a body may have a million parts. */
function copy(value: unknown, place: Place, report: Report): FieldValue {
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'number') return soundNumber(value, place, report);
  if (typeof value === 'string') return soundText(value, place, report);
  if (typeof value !== 'object') return refuse(place, report, 'is not JSON');
  if (place.length >= MAX_BODY_DEPTH) return refuse(place, report, `nests deeper than ${MAX_BODY_DEPTH}`);
  return Array.isArray(value) ? copyList(value, place, report) : copyObject(value, place, report);
}

function copyList(list: readonly unknown[], place: Place, report: Report): readonly FieldValue[] {
  return Array.from(list, (part, at) => within(place, at, () => copy(part, place, report)));
}

function copyObject(object: object, place: Place, report: Report): JsonObject {
  const copied: Record<string, FieldValue> = {};
  for (const [key, part] of Object.entries(object)) {
    if (isSoundKey(key)) copied[key] = within(place, key, () => copy(part, place, report));
    else report([...place], 'invalid_value', 'has a key that cannot be stored');
  }
  return copied;
}

/** Calls `visit` with every text in `value` and its place. */
export function forEachText(
  value: FieldValue,
  path: Path,
  visit: (text: string, path: () => Path) => void,
): void {
  const place: Place = [...path];
  const walk = (part: FieldValue): void => {
    if (typeof part === 'string') visit(part, () => [...place]);
    else if (isJsonList(part)) part.forEach((each, at) => within(place, at, () => walk(each)));
    else if (isJsonObject(part))
      for (const [key, each] of Object.entries(part)) within(place, key, () => walk(each));
  };
  walk(value);
}

type Place = (string | number)[];

function within<T>(place: Place, step: string | number, work: () => T): T {
  place.push(step);
  const done = work();
  place.pop();
  return done;
}

function soundNumber(value: number, place: Place, report: Report): FieldValue {
  if (Number.isFinite(value)) return value;
  return refuse(place, report, 'is not a number that JSON knows');
}

function soundText(text: string, place: Place, report: Report): string {
  if (text.length > MAX_TEXT) report([...place], 'too_long', `is longer than ${MAX_TEXT} characters`);
  if (!isStorable(text)) report([...place], 'invalid_value', 'holds a NUL or half of a surrogate pair');
  return text;
}

function isSoundKey(key: string): boolean {
  return key !== '__proto__' && key.length <= MAX_KEY && isStorable(key);
}

function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}

function refuse(place: Place, report: Report, message: string): null {
  report([...place], message.startsWith('nests') ? 'too_deep' : 'wrong_type', message);
  return null;
}
