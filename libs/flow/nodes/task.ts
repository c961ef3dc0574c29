/** A human task: waits for a person, reminds, turns to somebody else, and expires. */
import type { TaskNode } from '@upshot/definitions';
import { readable } from '../assign.ts';
import type { TaskRequest } from '../decision.ts';
import type { OpenStep, RunState } from '../run-state.ts';
import { endByReport } from './action.ts';
import type { NodeKind, Walk } from './node-kind.ts';

export const task: NodeKind<TaskNode> = {
  kind: 'task',
  enter(node, visit, walk) {
    const { nowMs } = walk.surroundings;
    const { deadlineMs } = node;
    const request = requestOf(node, walk.state, nowMs);
    const { reminderAtMs, escalation } = request;
    walk.begin(node, visit, {
      task: request,
      dueAtMs: deadlineMs === undefined ? null : nowMs + deadlineMs,
      timers: {
        ...(reminderAtMs !== null && { reminder: reminderAtMs }),
        ...(escalation !== null && { escalation: escalation.atMs }),
      },
    });
  },
  /** A decision goes along its own edge and no other: an edge called `done` belongs to a decision of that name. */
  reported(_node, step, report, walk) {
    const { type: _type, stepId: _stepId, ...ending } = report;
    if (report.answer === null || report.outcome !== 'succeeded') return endByReport(step, report, walk);
    walk.finish(step, ending);
    walk.goOn(step, report.answer);
  },
  woken(_node, step, { timerId, purpose }, walk) {
    if (purpose === 'reminder') return told(step, 'reminded', timerId, walk);
    if (purpose === 'escalation') return told(step, 'escalated', timerId, walk);
    walk.finish(step, { outcome: 'skipped', answer: 'expired' });
    walk.goOn(step, 'expired');
  },
};

/** A timer that has fired is none of the step's any more: fired twice, it reminds once. */
const told = (step: OpenStep, reason: string, timerId: string, walk: Walk): void =>
  walk.move(
    { ...step, timers: step.timers.filter((each) => each.timerId !== timerId) },
    reason,
    step.dueAtMs,
  );

function requestOf(node: TaskNode, state: RunState, nowMs: number): TaskRequest {
  const { title, description = null, assignment, form, decisions, acknowledgeChanges = false } = node;
  const { reminderMs, escalation } = node;
  const { record, variables, steps } = readable(state);
  return {
    title,
    description,
    assignment,
    form,
    decisions,
    acknowledgeChanges,
    reminderAtMs: reminderMs === undefined ? null : nowMs + reminderMs,
    escalation:
      escalation === undefined
        ? null
        : { atMs: nowMs + escalation.afterMs, assignment: escalation.assignment },
    record,
    variables,
    steps,
    origin: originOf(state),
  };
}

function originOf({ origin, version }: RunState): TaskRequest['origin'] {
  const { definitionId, definitionName, module, recordId, committedAtMs, sandbox = false } = origin;
  return {
    definitionId,
    definitionVersion: version,
    definitionName,
    module,
    recordId,
    committedAtMs,
    sandbox,
  };
}
