/** Gathers problems while a body is read, so that a client learns all of them at once. */
import type { DialectProblem, ProblemCode } from '../dialect.ts';
import type { Path } from './path.ts';

/** Notes one problem. */
export type Report = (path: Path, code: ProblemCode, message: string) => void;

/** The most problems that are told at once. */
const MAX_PROBLEMS = 50;

/** A report and the problems that it has gathered, in the order of their discovery. */
export function gatherProblems(): { readonly report: Report; readonly problems: readonly DialectProblem[] } {
  const problems: DialectProblem[] = [];
  const report: Report = (path, code, message) => {
    if (problems.length < MAX_PROBLEMS) problems.push({ path, code, message });
  };
  return { report, problems };
}
