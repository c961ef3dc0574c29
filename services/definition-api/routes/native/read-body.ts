/** Reads a body by its schema. */
import { zodProblems } from '@upshot/dialects';
import { err, ok, type Result } from '@upshot/errors';
import type { z } from 'zod';
import type { Answer } from '../../http/answer.ts';
import { refuseProblems } from './refusals.ts';

/** The body; 400 with every problem by its place, which names `what` was sent. */
export function readBody<T>(schema: z.ZodType<T>, body: unknown, what = 'The body'): Result<T, Answer> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return ok(parsed.data);
  return err(refuseProblems(400, `${what} is refused`, zodProblems(parsed.error, [])));
}
