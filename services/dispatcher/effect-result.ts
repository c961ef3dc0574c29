/** What became of an effect, as the ledger keeps it and the runner is told. */
import type { UpshotError } from '@upshot/errors';
import { z } from 'zod';
import { fieldsSchema, type Fields } from './due-effect.ts';

const OUTCOMES = ['succeeded', 'skipped', 'failed', 'unknown_outcome'] as const;

/** `recordPatch`: fields of the triggering record that later steps see changed. */
export const effectResultSchema = z.object({
  outcome: z.enum(OUTCOMES),
  output: fieldsSchema,
  recordPatch: fieldsSchema.nullable(),
  errorCode: z.string().nullable(),
  errorMessage: z.string().nullable(),
  attempts: z.number(),
  startedAtMs: z.number(),
  finishedAtMs: z.number(),
});

export type EffectResult = z.output<typeof effectResultSchema>;

/** The part of a result that does not depend on when and how often it was tried. */
export type Ending = Omit<EffectResult, 'attempts' | 'startedAtMs' | 'finishedAtMs'>;

const NOTHING = { output: {}, recordPatch: null, errorCode: null, errorMessage: null } as const;

/** It happened; `output` is the receipt in the shape of the action's reference. */
export const succeeded = (output: Fields, recordPatch: Fields | null = null): Ending => ({
  ...NOTHING,
  outcome: 'succeeded',
  output,
  recordPatch,
});

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
