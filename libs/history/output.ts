/** Reads a step's output, and keeps one that is too large from outgrowing its run's document. */
import { z } from 'zod';
import type { StepOutput } from './history.ts';

/** The longest output that history keeps; a run of 400 such steps still fits a document. */
const MAX_OUTPUT_CHARS = 32_768;

const outputSchema = z.record(z.string(), z.json());

/** The output in `json`; `{}` for what is no JSON object, a note of its size for what is too long to keep. */
export function outputFromJson(json: string): StepOutput {
  if (json.length > MAX_OUTPUT_CHARS) return { truncated: true, chars: json.length };
  const parsed = outputSchema.safeParse(parseJson(json));
  return parsed.success ? parsed.data : {};
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}
