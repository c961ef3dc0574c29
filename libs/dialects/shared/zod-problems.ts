/** Tells what zod found in the words of the other problems. */
import type { z } from 'zod';
import type { DialectProblem, ProblemCode } from '../dialect.ts';
import type { Path } from './path.ts';
import { gatherProblems, type Report } from './report.ts';

type Issue = z.core.$ZodIssue;

const CODES: Partial<Record<Issue['code'], ProblemCode>> = {
  invalid_type: 'wrong_type',
  invalid_union: 'wrong_type',
  too_big: 'too_long',
};

/** Each issue of `error` as a problem, at its place under `path`. */
export function zodProblems(error: z.core.$ZodError, path: Path): readonly DialectProblem[] {
  const { report, problems } = gatherProblems();
  reportIssues(error, path, report);
  return problems;
}

/** Reports each issue of `error` at its place under `path`. */
export function reportIssues(error: z.core.$ZodError, path: Path, report: Report): void {
  for (const issue of error.issues) reportIssue(issue, path, report);
}

function reportIssue(issue: Issue, path: Path, report: Report): void {
  const place = [...path, ...issue.path.map((step) => (typeof step === 'symbol' ? step.toString() : step))];
  if (issue.code === 'unrecognized_keys') {
    for (const key of issue.keys) report([...place, key], 'unknown_property', 'is not a known property');
    return;
  }
  if (isAbsent(issue)) {
    report(place, 'required', 'is required');
    return;
  }
  report(place, CODES[issue.code] ?? 'invalid_value', messageOf(issue));
}

function isAbsent(issue: Issue): boolean {
  return issue.code === 'invalid_type' && issue.message.endsWith('received undefined');
}

/** A union's own message says nothing: its arm that came furthest does. */
function messageOf(issue: Issue): string {
  if (issue.code !== 'invalid_union') return lowerFirst(issue.message);
  const told = issue.errors.flat().find((each) => each.code !== 'invalid_type');
  return told === undefined ? 'is not of a type that is accepted here' : lowerFirst(told.message);
}

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
