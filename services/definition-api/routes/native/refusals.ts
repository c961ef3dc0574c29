/** Refusals of the native API: RFC 9457, each problem with its JSON pointer. */
import { fieldOf, pointerOf, type DialectProblem, type Path } from '@upshot/dialects';
import type { Answer } from '../../http/answer.ts';
import { problemShape, type RefusalDetail } from '../../http/refusal.ts';

/** A problem of the native API, which knows codes beyond those of the dialects. */
export interface NativeProblem {
  readonly path: Path;
  readonly code: string;
  readonly message: string;
  /** The node of a graph that it is about. */
  readonly node?: string | undefined;
}

/** `status`, each problem by its place. */
export function refuseProblems(
  status: number,
  message: string,
  problems: readonly (NativeProblem | DialectProblem)[],
): Answer {
  return problemShape({ status, message, details: problems.map(toDetail) });
}

/** A problem as a detail; the first step of a path into a list is its index. */
const toDetail = ({ path, message, code, node }: NativeProblem): RefusalDetail => ({
  field: fieldOf(path),
  path: pointerOf(path),
  message,
  code,
  ...(node !== undefined && { node }),
});

/** The same for an id that is malformed, unknown, or another tenant's. */
export const notFound = (what: string): Answer => problemShape({ status: 404, message: `${what} not found` });
