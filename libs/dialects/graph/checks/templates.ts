/** What templates of actions and tasks read of the run is there: steps, and variables. */
import { compileTemplate } from '@upshot/templates';
import type { FieldValue } from '@upshot/values';
import { forEachText } from '../../shared/json.ts';
import type { Path } from '../../shared/path.ts';
import type { GraphCheck } from '../graph-check.ts';
import { stepProblem, variableProblem, type ReferenceProblem } from '../references.ts';
import { eachOf, type Subject } from '../subject.ts';

/** Templates that cannot be read at all are told by whoever knows what they are part of. */
export const templates: GraphCheck = (subject, report) => {
  const check = (texts: FieldValue, place: Path) =>
    forEachText(texts, place, (text, path) => {
      const problem = text.includes('{{') ? firstProblem(text, subject) : null;
      if (problem !== null) report(path(), problem.code, problem.message);
    });
  eachOf(subject, 'action', ({ config }, place) => check(config, [...place, 'config']));
  eachOf(subject, 'task', ({ title, description = '', assignment, escalation }, place) => {
    check({ title, description, assignment: { id: assignment.id } }, place);
    if (escalation !== undefined)
      check(escalation.assignment.id, [...place, 'escalation', 'assignment', 'id']);
  });
};

function firstProblem(text: string, subject: Subject): ReferenceProblem | null {
  const compiled = compileTemplate(text);
  if (!compiled.ok) return null;
  for (const field of compiled.value.fields) {
    const problem = problemOf(field, subject);
    if (problem !== null) return problem;
  }
  return null;
}

/** A computed or quoted part is only known when it is rendered. */
function problemOf(field: string, subject: Subject): ReferenceProblem | null {
  if (field.includes('[')) return null;
  const dot = field.indexOf('.');
  const [root, rest] = [field.slice(0, dot), field.slice(dot + 1)];
  if (root === 'steps') return stepProblem(rest, subject);
  return root === 'variables' ? variableProblem(rest) : null;
}
