/** Reads a query by its schema: every parameter comes once, and none is unknown. */
import { err, ok, type Result } from '@upshot/errors';
import { z } from 'zod';
import type { Answer } from '../../http/answer.ts';
import { refuseProblems, type NativeProblem } from './refusals.ts';

/** A date and time with its zone, as milliseconds. */
export const instant = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));

/** The query as its (strict) schema reads it; 400 with every problem by its name. */
export function readQuery<T>(schema: z.ZodType<T>, query: URLSearchParams): Result<T, Answer> {
  const names = [...new Set(query.keys())];
  const twice = names.filter((name) => query.getAll(name).length > 1);
  const parsed = schema.safeParse(Object.fromEntries(query));
  if (parsed.success && twice.length === 0) return ok(parsed.data);
  const problems: readonly NativeProblem[] = [
    ...twice.map((name) => ({ path: [name], code: 'invalid_value', message: 'must be given once' })),
    ...(parsed.error?.issues ?? []).flatMap(problemsOf),
  ];
  return err(refuseProblems(400, 'The query is refused', problems));
}

function problemsOf(issue: z.core.$ZodIssue): readonly NativeProblem[] {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({
      path: [key],
      code: 'unknown_property',
      message: 'is not a known parameter',
    }));
  const path = issue.path.map((step) => (typeof step === 'number' ? step : String(step)));
  return [{ path, code: 'invalid_value', message: issue.message }];
}

/** The parameters of a query's schema, as OpenAPI lists them. */
export function parametersOf(
  schema: z.ZodObject,
  descriptions: Readonly<Record<string, string>>,
): readonly object[] {
  const { properties = {}, required = [] } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return Object.entries(properties).map(([name, each]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema: each,
    description: descriptions[name] ?? name,
  }));
}
