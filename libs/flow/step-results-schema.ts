/** What steps came to, by node, as JSON: as a command brings it and as a history keeps it. */
import type { FieldValue } from '@upshot/values';
import { z } from 'zod';
import type { StepResult } from './run-state.ts';

const output: z.ZodType<Record<string, FieldValue>> = z.record(z.string(), z.json());

export const stepResultsSchema: z.ZodType<Record<string, StepResult>> = z.record(
  z.string(),
  z.object({
    outcome: z.enum(['succeeded', 'skipped', 'failed', 'unknown_outcome']),
    answer: z.string().nullable(),
    output,
  }),
);
