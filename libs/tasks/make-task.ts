/** From what a run asks for to the task that people see: its templates rendered, its history begun. */
import type { Assignment } from '@upshot/definitions';
import { deriveId } from '@upshot/ids';
import type { RunEvent, StepStarted } from '@upshot/schemas';
import { compileTemplate, type Scope } from '@upshot/templates';
import { readRequest } from './read-request.ts';
import { withAct, type Task } from './task.ts';

/** The id of a step's task. */
export const taskIdOf = (stepId: string): string => deriveId('task', stepId);

const LONGEST_TITLE = 500;
const LONGEST_TEXT = 20_000;
const LONGEST_ID = 200;

/** The task that a step begins with. Throws `record_invalid` where the event breaks its schema. */
export function makeTask(
  { tenantId, runId, seq, atMs }: RunEvent,
  { stepId, nodeId, dueAtMs }: StepStarted,
  text: string,
): Task {
  const request = readRequest(text);
  const { record, variables, steps, form, decisions, acknowledgeChanges, escalation } = request;
  const { committedAtMs, ...origin } = request.origin;
  const scope: Scope = { trigger: record, variables, steps };
  const { title, description } = request;
  const assignment = assignmentIn(request.assignment, scope);
  return {
    taskId: taskIdOf(stepId),
    tenantId,
    runId,
    stepId,
    nodeId,
    ...origin,
    recordAtMs: committedAtMs,
    record,
    title: rendered(title, scope, LONGEST_TITLE),
    description: description === null ? null : rendered(description, scope, LONGEST_TEXT),
    form,
    decisions,
    acknowledgeChanges,
    assignment,
    claimedBy: null,
    claimedAtMs: null,
    status: 'open',
    createdAtMs: atMs,
    dueAtMs,
    remindAtMs: request.reminderAtMs,
    remindedAtMs: null,
    escalation: escalation && { ...escalation, assignment: assignmentIn(escalation.assignment, scope) },
    escalatedAtMs: null,
    answer: null,
    settledAtMs: null,
    history: withAct({ history: [] }, { what: 'created', atMs, assignment }),
    lastSeq: seq,
    unsent: false,
  };
}

const assignmentIn = ({ to, id }: Assignment, scope: Scope): Assignment => ({
  to,
  id: rendered(id, scope, LONGEST_ID).trim(),
});

/** A template that cannot be rendered stands as it was written: better an odd title than work that nobody sees. */
function rendered(source: string, scope: Scope, longest: number): string {
  const template = compileTemplate(source);
  const result = template.ok ? template.value.render(scope) : template;
  return (result.ok ? result.value.text : source).slice(0, longest);
}
