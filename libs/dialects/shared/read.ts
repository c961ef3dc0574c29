/** Reads typed parts out of a JSON object and reports what is missing, wrong or not known. */
import type { FieldValue } from '@upshot/values';
import type { JsonObject } from './json.ts';
import type { Path } from './path.ts';
import type { Report } from './report.ts';

/** Reports every property of `object` that `known` does not name. */
export function refuseUnknown(
  object: JsonObject,
  known: ReadonlySet<string>,
  path: Path,
  report: Report,
): void {
  for (const key of Object.keys(object)) {
    if (!known.has(key)) report([...path, key], 'unknown_property', 'is not a known property');
  }
}

/** A text that must be there; '' when it is not one, which has then been reported. */
export function requireText(value: FieldValue | undefined, path: Path, report: Report): string {
  if (value === undefined) report(path, 'required', 'is required');
  else if (typeof value !== 'string') report(path, 'wrong_type', 'must be text');
  return typeof value === 'string' ? value : '';
}

/** A text, or null where it is absent or null. */
export function optionalText(value: FieldValue | undefined, path: Path, report: Report): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value !== 'string') report(path, 'wrong_type', 'must be text or null');
  return typeof value === 'string' ? value : null;
}

/** A name out of input, short enough for a message and without line breaks. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
}
