/** A human task: waits for a person, reminds, turns to somebody else, and expires. */
import type { TaskNode } from '@upshot/definitions';
import { endByReport } from './action.ts';
import type { NodeKind } from './node-kind.ts';

export const task: NodeKind<TaskNode> = {
  kind: 'task',
  enter(node, visit, walk) {
    const { nowMs } = walk.surroundings;
    const { title, description = null, assignment, form, decisions, acknowledgeChanges = false } = node;
    const { reminderMs, escalation, deadlineMs } = node;
    walk.begin(node, visit, {
      task: {
        title,
        description,
        assignment,
        form,
        decisions,
        acknowledgeChanges,
        record: walk.state.record,
      },
      dueAtMs: deadlineMs === undefined ? null : nowMs + deadlineMs,
      timers: {
        ...(reminderMs !== undefined && { reminder: nowMs + reminderMs }),
        ...(escalation !== undefined && { escalation: nowMs + escalation.afterMs }),
      },
    });
  },
  reported: (_node, step, report, walk) => endByReport(step, report, walk),
  woken(_node, step, { purpose }, walk) {
    if (purpose === 'reminder') return walk.move(step, 'reminded', step.dueAtMs);
    if (purpose === 'escalation') return walk.move(step, 'escalated', step.dueAtMs);
    walk.finish(step, { outcome: 'skipped', answer: 'expired' });
    walk.goOn(step, 'expired');
  },
};
