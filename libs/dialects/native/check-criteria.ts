/** Criteria of a native definition against what may be read where they are asked. */
import { checkCriteria, conditionsOf, OPERATORS, type Criteria } from '@upshot/rules';
import type { ModuleSchema } from '@upshot/values';
import type { ProblemCode } from '../dialect.ts';
import type { Path } from '../shared/path.ts';
import type { Report } from '../shared/report.ts';

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

/** Whether some condition looks back at a value from before a change. */
export const looksBack = (criteria: Criteria): boolean =>
  conditionsOf(criteria).some(({ operator }) => OPERATORS[operator].looks === 'back');

/** The steps of a JSON pointer. */
export const stepsOf = (pointer: string): Path =>
  pointer
    .split('/')
    .slice(1)
    .map((step) => (/^\d+$/u.test(step) ? Number(step) : step.replaceAll('~1', '/').replaceAll('~0', '~')));
