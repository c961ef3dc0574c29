/** Reads a workflow's name, description and isActive. */
import type { FieldValue } from '@upshot/values';
import { optionalText, requireText } from '../shared/read.ts';
import type { Report } from '../shared/report.ts';

const MAX_NAME = 255;
const MAX_DESCRIPTION = 10_000;

/** Characters that hide or reverse what a person reads: controls and bidirectional overrides. */
const HIDDEN = /\p{Cc}|[\u202a-\u202e\u2066-\u2069]/u;

/** The name: 1 to 255 characters that a person can read. */
export function readName(value: FieldValue | undefined, report: Report): string {
  const path = ['name'];
  const name = requireText(value, path, report);
  if (typeof value !== 'string') return name;
  if (name.trim() === '') report(path, 'required', 'must not be empty');
  if (charactersIn(name) > MAX_NAME)
    report(path, 'too_long', `must not be longer than ${MAX_NAME} characters`);
  if (HIDDEN.test(name)) report(path, 'invalid_value', 'must not hold control characters');
  return name;
}

/** The description, or null. */
export function readDescription(value: FieldValue | undefined, report: Report): string | null {
  const path = ['description'];
  const text = optionalText(value, path, report);
  if (text !== null && text.length > MAX_DESCRIPTION)
    report(path, 'too_long', `must not be longer than ${MAX_DESCRIPTION} characters`);
  return text;
}

/** Whether the workflow is active; `otherwise` where that is not said. */
export function readActive(value: FieldValue | undefined, otherwise: boolean, report: Report): boolean {
  if (value === undefined) return otherwise;
  if (typeof value !== 'boolean') report(['isActive'], 'wrong_type', 'must be true or false');
  return value === true;
}

/** How many code points, as a column of a database counts them. */
const charactersIn = (text: string): number => Array.from(text).length;
