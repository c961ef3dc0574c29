/** A task can be understood, filled in and completed: its names are told apart, and its times lie in order. */
import type { TaskNode } from '@upshot/definitions';
import type { Path } from '../../shared/path.ts';
import type { Report } from '../../shared/report.ts';
import { templateProblem } from '../../shared/template-problem.ts';
import type { GraphCheck } from '../graph-check.ts';
import { checkDuration } from '../durations.ts';
import { eachOf } from '../subject.ts';

export const tasks: GraphCheck = (subject, report) => {
  eachOf(subject, 'task', (node, place) => {
    checkTemplates(node, place, report);
    checkForm(node, [...place, 'form'], report);
    checkDecisions(node, [...place, 'decisions'], report);
    checkTimes(node, place, report);
  });
};

function checkTemplates(node: TaskNode, place: Path, report: Report): void {
  const { title, description = '', assignment, escalation } = node;
  const texts = [
    [title, 'title'],
    [description, 'description'],
    [assignment.id, 'assignment', 'id'],
    [escalation?.assignment.id ?? '', 'escalation', 'assignment', 'id'],
  ] as const;
  for (const [text, ...at] of texts) {
    const problem = templateProblem(text);
    if (problem !== null) report([...place, ...at], 'template_invalid', problem);
  }
}

function checkForm({ form }: TaskNode, place: Path, report: Report): void {
  refuseTwice(
    form.map(({ name }) => name),
    (at) => report([...place, at, 'name'], 'duplicate', 'is the name of another field'),
  );
  form.forEach(({ choices = [] }, field) => {
    refuseTwice(choices, (at) =>
      report([...place, field, 'choices', at], 'duplicate', 'is a choice already'),
    );
  });
}

/** That time ran out is nothing that a person decides. */
function checkDecisions({ decisions }: TaskNode, place: Path, report: Report): void {
  refuseTwice(decisions, (at) => report([...place, at], 'duplicate', 'is a decision already'));
  decisions.forEach((decision, at) => {
    if (decision === 'expired')
      report([...place, at], 'invalid_value', 'is what a task comes to that nobody has completed');
  });
}

function checkTimes({ deadlineMs, reminderMs, escalation }: TaskNode, place: Path, report: Report): void {
  checkDuration(deadlineMs, [...place, 'deadlineMs'], report);
  const before = [
    [reminderMs, 'reminderMs'],
    [escalation?.afterMs, 'escalation', 'afterMs'],
  ] as const;
  for (const [durationMs, ...at] of before) {
    checkDuration(durationMs, [...place, ...at], report);
    if (durationMs !== undefined && deadlineMs !== undefined && durationMs >= deadlineMs)
      report([...place, ...at], 'invalid_value', 'must come before the deadline');
  }
}

function refuseTwice(names: readonly string[], refuse: (at: number) => void): void {
  names.forEach((name, at) => {
    if (names.indexOf(name) < at) refuse(at);
  });
}
