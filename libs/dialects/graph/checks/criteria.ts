/** What branches, loops and waits for events ask names fields that are there, steps that are there, and variables. */
import { RUN_FIELDS } from '@upshot/flow';
import { activitySchema } from '@upshot/mapping';
import type { AskedRecord, WaitForEventNode } from '@upshot/definitions';
import type { Condition, Criteria } from '@upshot/rules';
import type { ModuleSchema } from '@upshot/values';
import { eachCondition, looksBack, refuseLooksBack, reportCriteria } from '../../shared/check-criteria.ts';
import type { Path } from '../../shared/path.ts';
import type { Report } from '../../shared/report.ts';
import type { GraphCheck } from '../graph-check.ts';
import { stepProblem, variableProblem } from '../references.ts';
import { eachOf, type GraphScope, type Subject } from '../subject.ts';

export const criteria: GraphCheck = (subject, report) => {
  const { scope } = subject;
  const check = (asked: Criteria | undefined, schema: ModuleSchema | null, place: Path) => {
    if (asked !== undefined && schema !== null) checkAsked(asked, { subject, schema, place, report });
  };
  eachOf(subject, 'branch', ({ arms }, place) => {
    arms.forEach((arm, at) => {
      check(arm.criteria, schemaFor(arm.record, scope), [...place, 'arms', at, 'criteria']);
    });
  });
  eachOf(subject, 'loop', (node, place) => {
    check(node.while, schemaFor(node.record, scope), [...place, 'while']);
  });
  eachOf(subject, 'wait_for_event', (node, place) => {
    check(node.criteria, schemaOfEvent(node, scope), [...place, 'criteria']);
    if (node.event.kind === 'activity' && node.criteria !== undefined)
      refuseLooksBack(node.criteria, [...place, 'criteria'], report);
  });
};

/** The record as it is now has nothing of the activity that started the run. */
const schemaFor = (record: AskedRecord | undefined, { mapping, schema }: GraphScope): ModuleSchema | null =>
  record === 'now' && schema !== null ? (mapping?.schema ?? null) : schema;

function schemaOfEvent({ event }: WaitForEventNode, { mapping }: GraphScope): ModuleSchema | null {
  if (mapping === null) return null;
  return event.kind === 'activity' ? activitySchema(mapping, event.type) : mapping.schema;
}

interface Asked {
  readonly subject: Subject;
  readonly schema: ModuleSchema;
  readonly place: Path;
  readonly report: Report;
}

function checkAsked(asked: Criteria, { subject, schema, place, report }: Asked): void {
  const whole = { ...schema, fields: { ...schema.fields, ...RUN_FIELDS } };
  reportCriteria(asked, whole, place, report);
  eachCondition(asked, place, (condition, path) => checkOfRun(condition, path, subject, report));
}

/** `$steps.<node>…` and `$variables.<name>`: of the run, which has no earlier image. */
function checkOfRun(condition: Condition, path: Path, subject: Subject, report: Report): void {
  const { field, related } = condition;
  const [root = ''] = field.split('.', 1);
  if (related !== undefined || !Object.hasOwn(RUN_FIELDS, root)) return;
  const rest = field.slice(root.length + 1);
  const problem = root === '$steps' ? stepProblem(rest, subject) : variableProblem(rest);
  if (problem !== null) report([...path, 'field'], problem.code, problem.message);
  if (looksBack(condition))
    report([...path, 'operator'], 'operator_not_for_type', 'looks back, and a run keeps no earlier value');
}
