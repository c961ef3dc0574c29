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
export function soundJson(value: unknown, path: Path, report: Report): FieldValue {
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'number') return soundNumber(value, path, report);
  if (typeof value === 'string') return soundText(value, path, report);
  if (typeof value !== 'object') return refuse(path, report, 'is not JSON');
  if (path.length >= MAX_BODY_DEPTH) return refuse(path, report, `nests deeper than ${MAX_BODY_DEPTH}`);
  if (Array.isArray(value)) return value.map((part: unknown, at) => soundJson(part, [...path, at], report));
  return soundObject(value, path, report);
}

function soundObject(value: object, path: Path, report: Report): JsonObject {
  const entries = Object.entries(value).map(([key, part]: [string, unknown]) => {
    if (!isSoundKey(key)) report(path, 'invalid_value', 'has a key that cannot be stored');
    return [key, soundJson(part, [...path, key], report)] as const;
  });
  return Object.fromEntries(entries);
}

function soundNumber(value: number, path: Path, report: Report): FieldValue {
  if (Number.isFinite(value)) return value;
  return refuse(path, report, 'is not a number that JSON knows');
}

function soundText(text: string, path: Path, report: Report): string {
  if (text.length > MAX_TEXT) report(path, 'too_long', `is longer than ${MAX_TEXT} characters`);
  if (!isStorable(text)) report(path, 'invalid_value', 'holds a NUL or half of a surrogate pair');
  return text;
}

function isSoundKey(key: string): boolean {
  return key !== '__proto__' && key.length <= MAX_KEY && isStorable(key);
}

function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}

function refuse(path: Path, report: Report, message: string): null {
  report(path, message.startsWith('nests') ? 'too_deep' : 'wrong_type', message);
  return null;
}
