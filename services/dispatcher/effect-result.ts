/** What became of an effect, as the ledger keeps it and the runner is told. */
import type { UpshotError } from '@upshot/errors';
import { z } from 'zod';
import { fieldsSchema, type Fields } from './due-effect.ts';

const OUTCOMES = ['succeeded', 'skipped', 'failed', 'unknown_outcome'] as const;

const attemptSchema = z.object({
  startedAtMs: z.number(),
  finishedAtMs: z.number(),
  errorCode: z.string().nullable(),
});

/** When an attempt was made, and what it failed with. */
export type AttemptTime = z.output<typeof attemptSchema>;

/**
 * `recordPatch`: fields of the triggering record that later steps see changed. `answer`: what the other side said, where that is an
 * outcome of its own; results of before such answers have none. `input` (JSON, without secrets) and `attemptLog` are for the history.
 */
export const effectResultSchema = z.object({
  outcome: z.enum(OUTCOMES),
  output: fieldsSchema,
  recordPatch: fieldsSchema.nullable(),
  answer: z.string().nullable().default(null),
  errorCode: z.string().nullable(),
  errorMessage: z.string().nullable(),
  attempts: z.number(),
  startedAtMs: z.number(),
  finishedAtMs: z.number(),
  input: z.string().nullable().optional(),
  attemptLog: z.array(attemptSchema).optional(),
});

export type EffectResult = z.output<typeof effectResultSchema>;

/** The part of a result that does not depend on when and how often it was tried. */
export type Ending = Omit<EffectResult, 'attempts' | 'startedAtMs' | 'finishedAtMs' | 'input' | 'attemptLog'>;

const NOTHING = { output: {}, recordPatch: null, answer: null, errorCode: null, errorMessage: null } as const;

/** It happened; `output` is the receipt in the shape of the action's reference. */
export const succeeded = (
  output: Fields,
  recordPatch: Fields | null = null,
  answer: string | null = null,
): Ending => ({ ...NOTHING, outcome: 'succeeded', output, recordPatch, answer });

/** Fields that templates named and the record does not have are told with whatever else is. */
export function withMissing(ending: Ending, missingFields: readonly string[]): Ending {
  return missingFields.length === 0 ? ending : { ...ending, output: { ...ending.output, missingFields } };
}

/** There was nothing to do, which is no failure. */
export const skipped = (reason: string): Ending => ({
  ...NOTHING,
  outcome: 'skipped',
  output: { skipped: true, reason },
});

/** It did not happen, or (code `unknown_outcome`) nobody can say. */
export const failed = ({ code, message }: UpshotError): Ending => ({
  ...NOTHING,
  outcome: code === 'unknown_outcome' ? 'unknown_outcome' : 'failed',
  errorCode: code,
  errorMessage: message,
});
