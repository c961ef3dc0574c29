/** Bodies of what is done by hand, read by their schemas. */
import { err, ok, type Result } from '@upshot/errors';
import { z } from 'zod';
import type { Answer } from '../../../http/answer.ts';
import type { NativeProblem } from '../refusals.ts';
import { refuseProblems } from '../refusals.ts';

/** Controls and bidirectional overrides hide or reverse what a person reads. */
const HIDDEN = /^[^\p{Cc}\u202a-\u202e\u2066-\u2069]*$/u;

/** Why it is done, for the audit. */
export const reasonSchema = z
  .string()
  .max(1_000)
  .regex(/\S/u, 'must not be empty')
  .regex(HIDDEN, 'must not hold control characters');

/** Values of variables by name. */
export const variablesSchema = z.record(z.string().min(1).max(200), z.json());

/** The body as its schema reads it; 400 with every problem by its place. */
export function readBody<T>(schema: z.ZodType<T>, body: unknown): Result<T, Answer> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return ok(parsed.data);
  const problems = parsed.error.issues.flatMap((issue) => problemsOf(issue, body));
  return err(refuseProblems(400, 'The body is refused', problems));
}

/** One problem, refused with a status. */
export const refuseAt = (
  status: number,
  path: NativeProblem['path'],
  code: string,
  message: string,
): Answer => refuseProblems(status, 'The request is refused', [{ path, code, message }]);

function problemsOf(issue: z.core.$ZodIssue, body: unknown): readonly NativeProblem[] {
  const path = issue.path.map((step) => (typeof step === 'number' ? step : String(step)));
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({
      path: [...path, key],
      code: 'unknown_property',
      message: 'is not a known property',
    }));
  const isMissing = issue.code === 'invalid_type' && valueAt(body, path) === undefined;
  if (isMissing) return [{ path, code: 'required', message: 'is required' }];
  return [{ path, code: 'invalid_value', message: issue.message }];
}

const valueAt = (value: unknown, path: NativeProblem['path']): unknown =>
  path.reduce<unknown>(
    (inside, step) =>
      typeof inside === 'object' && inside !== null && Object.hasOwn(inside, step)
        ? new Map<string, unknown>(Object.entries(inside)).get(String(step))
        : undefined,
    value,
  );
