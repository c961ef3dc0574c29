/** Criteria in the native form, against what may be read where they are asked. */
import { checkCriteria, MAX_CRITERIA_DEPTH, OPERATORS, type Condition, type Criteria } from '@upshot/rules';
import type { ModuleSchema } from '@upshot/values';
import type { ProblemCode } from '../dialect.ts';
import type { Path } from './path.ts';
import type { Report } from './report.ts';

const CODES: Readonly<Record<string, ProblemCode>> = {
  unknown_field: 'unknown_field',
  unknown_lookup: 'unknown_lookup',
  operator_not_for_type: 'operator_not_for_type',
  operator_not_for_related: 'operator_not_for_related',
  too_deep: 'too_deep',
};

/** Reports each problem by its place: an unknown field, an operator that its type does not have, a wrong operand. */
export function reportCriteria(criteria: Criteria, schema: ModuleSchema, path: Path, report: Report): void {
  for (const { code, path: inside, message } of checkCriteria(criteria, schema))
    report([...path, ...stepsOf(inside)], CODES[code] ?? 'invalid_value', message);
}

/** Whether a condition looks back at a value from before a change. */
export const looksBack = ({ operator }: Condition): boolean => OPERATORS[operator].looks === 'back';

/** Calls `visit` with each condition and its place. What is nested too deep is not looked at: it is reported as that. */
export function eachCondition(
  criteria: Criteria,
  path: Path,
  visit: (condition: Condition, path: Path) => void,
  depth = 0,
): void {
  if (criteria.kind === 'condition') visit(criteria, path);
  else if (depth === MAX_CRITERIA_DEPTH) return;
  else if (criteria.kind === 'not') eachCondition(criteria.of, [...path, 'of'], visit, depth + 1);
  else criteria.of.forEach((part, at) => eachCondition(part, [...path, 'of', at], visit, depth + 1));
}

/** Whether criteria nest deeper than they may: what walks them whole would refuse to. */
export function isTooDeep(criteria: Criteria, depth = 0): boolean {
  if (criteria.kind === 'condition') return false;
  if (depth === MAX_CRITERIA_DEPTH) return true;
  if (criteria.kind === 'not') return isTooDeep(criteria.of, depth + 1);
  return criteria.of.some((part) => isTooDeep(part, depth + 1));
}

/** Of an activity, which moves nothing. */
export function refuseLooksBack(criteria: Criteria, path: Path, report: Report): void {
  eachCondition(criteria, path, (condition, place) => {
    if (looksBack(condition))
      report([...place, 'operator'], 'operator_not_for_type', 'looks back, and an activity moves nothing');
  });
}

/** The steps of a JSON pointer. */
export const stepsOf = (pointer: string): Path =>
  pointer
    .split('/')
    .slice(1)
    .map((step) => (/^\d+$/u.test(step) ? Number(step) : step.replaceAll('~1', '/').replaceAll('~0', '~')));
