/** Reads a step's input and output, and keeps one that is too large from outgrowing its run's document. */
import type { FieldValue } from '@upshot/values';
import { z } from 'zod';
import type { StepOutput } from './history.ts';

/** The longest input or output that history keeps. */
const MAX_CHARS = 32_768;

const outputSchema = z.record(z.string(), z.json());

/** The output in `json`; `{}` for what is no JSON object, a note of its size for what is longer than `maxChars`. */
export function outputFromJson(json: string, maxChars = MAX_CHARS): StepOutput {
  if (json.length > maxChars) return cut(json);
  const parsed = outputSchema.safeParse(parseJson(json));
  return parsed.success ? parsed.data : {};
}

/** The input in `json`: any JSON; null for what is none. */
export function inputFromJson(json: string): FieldValue {
  if (json.length > MAX_CHARS) return cut(json);
  const parsed = z.json().safeParse(parseJson(json));
  return parsed.success ? parsed.data : null;
}

/** Whether it stands in the place of a text that was too long to be kept. */
export const isCut = (kept: StepOutput): boolean =>
  kept['truncated'] === true && Object.keys(kept).every((key) => key === 'truncated' || key === 'chars');

const cut = ({ length: chars }: string) => ({ truncated: true, chars });

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}
