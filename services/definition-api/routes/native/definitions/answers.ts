/** How definitions are answered and refused by the native API. */
import { native, type DialectProblem, type ProblemCode, type StoredDefinition } from '@upshot/dialects';
import type { Answer } from '../../../http/answer.ts';
import { admits } from '../../../http/if-match.ts';
import { problemShape } from '../../../http/refusal.ts';
import { notFound, refuseProblems } from '../refusals.ts';

/** What is wrong with the body by itself; anything else is wrong by what it names. */
const OF_SHAPE: ReadonlySet<ProblemCode> = new Set<ProblemCode>([
  'required',
  'wrong_type',
  'invalid_value',
  'too_long',
  'too_many',
  'too_deep',
  'unknown_property',
]);

/** One definition with its ETag. */
export const answerDefinition = (status: number, stored: StoredDefinition): Answer => ({
  status,
  body: native.print(stored),
  headers: { etag: etagOf(stored) },
});

/** Changes with every write. */
const etagOf = ({ version, updatedAt }: StoredDefinition): string =>
  `"${version}.${Date.parse(updatedAt).toString(36)}"`;

/** Whether an If-Match header admits the definition as it is; without the header everything is admitted. */
export const isMatched = (ifMatch: string, stored: StoredDefinition): boolean =>
  admits(ifMatch, etagOf(stored));

/** 400 for a body that is wrong by itself; 422 for one that names what is not there, or a graph that leads nowhere. */
export function invalidDefinition(problems: readonly DialectProblem[]): Answer {
  const status = problems.some(({ code }) => OF_SHAPE.has(code)) ? 400 : 422;
  return refuseProblems(status, 'The definition is refused', problems);
}

export const definitionNotFound = (): Answer => notFound('Definition');

export const preconditionFailed = (): Answer =>
  problemShape({ status: 412, message: 'The definition is no longer as If-Match says' });

export const changedByOthers = (): Answer =>
  problemShape({ status: 409, message: 'The definition is being changed by others: try again' });
