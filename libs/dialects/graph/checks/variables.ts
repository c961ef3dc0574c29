/** What variables are set from is there: fields of the record, steps, other variables. */
import type { Assigned } from '@upshot/definitions';
import { fieldType } from '@upshot/rules';
import type { Path } from '../../shared/path.ts';
import type { GraphCheck } from '../graph-check.ts';
import { stepProblem, variableProblem, type ReferenceProblem } from '../references.ts';
import { eachOf, type Subject } from '../subject.ts';

export const variables: GraphCheck = (subject, report) => {
  const check = (given: Readonly<Record<string, Assigned>>, place: Path) => {
    for (const [name, assigned] of Object.entries(given)) {
      const problem = 'from' in assigned ? pathProblem(assigned.from, subject) : null;
      if (problem !== null) report([...place, 'variables', name, 'from'], problem.code, problem.message);
    }
  };
  eachOf(subject, 'set', (node, place) => check(node.variables, place));
  eachOf(subject, 'sub_workflow', (node, place) => check(node.variables, place));
};

function pathProblem(path: string, subject: Subject): ReferenceProblem | null {
  const dot = path.indexOf('.');
  const [root, rest] = [path.slice(0, dot), path.slice(dot + 1)];
  if (root === 'steps') return stepProblem(rest, subject);
  if (root === 'variables') return variableProblem(rest);
  const { schema } = subject.scope;
  if (schema === null || fieldType(rest, schema) !== undefined) return null;
  return { code: 'unknown_field', message: `is not a field of ${schema.module}` };
}
