/** A task as the API shows it: dates as text, and nothing of how it is kept. */
import type { RecordChanges, Task } from '@upshot/tasks';

const at = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());

/** One line of a list. */
export function printSummary(task: Task) {
  const { taskId: id, title, status, assignment, claimedBy, module, recordId } = task;
  const { runId, definitionId, definitionVersion, definitionName, nodeId, sandbox, answer } = task;
  return {
    id,
    title,
    status,
    assignment,
    claimedBy,
    claimedAt: at(task.claimedAtMs),
    module,
    recordId,
    runId,
    nodeId,
    definition: { id: definitionId, version: definitionVersion, name: definitionName },
    sandbox,
    createdAt: at(task.createdAtMs),
    dueAt: at(task.dueAtMs),
    remindedAt: at(task.remindedAtMs),
    escalatedAt: at(task.escalatedAtMs),
    decision: answer?.decision ?? null,
    /** When the run went on; null while the answer is on its way. */
    settledAt: at(task.settledAtMs),
  };
}

/** A whole task. */
export function printTask(task: Task) {
  const { description, form, decisions, record, acknowledgeChanges, escalation, answer, history } = task;
  return {
    ...printSummary(task),
    description,
    form,
    decisions,
    record,
    acknowledgeChanges,
    remindAt: at(task.remindAtMs),
    escalation: escalation && { at: at(escalation.atMs), assignment: escalation.assignment },
    answer: answer && printAnswer(answer),
    history: history.map(({ atMs, ...act }) => ({ ...act, at: at(atMs) })),
  };
}

const printAnswer = ({ atMs, requestKey: _own, ...answer }: NonNullable<Task['answer']>) => ({
  ...answer,
  at: at(atMs),
});

/** What changed on the record since. */
export const printChanges = ({ asOfMs, ...changes }: RecordChanges) => ({ ...changes, asOf: at(asOfMs) });
