/** JSON merge patch, RFC 7396: what is sent replaces what is there, null takes away, objects are gone into, lists are not. */
import type { JsonObject } from '@upshot/dialects';
import type { FieldValue } from '@upshot/values';

/** `target` with `patch` merged in. */
export function mergePatch(target: FieldValue | undefined, patch: FieldValue): FieldValue {
  if (!isObject(patch)) return patch;
  const merged = new Map(isObject(target) ? Object.entries(target) : []);
  for (const [key, part] of Object.entries(patch)) {
    if (part === null) merged.delete(key);
    else merged.set(key, mergePatch(merged.get(key), part));
  }
  return Object.fromEntries(merged);
}

const isObject = (value: FieldValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
