/** Run events about a task, as a runner would send them. */
import type { TaskRequest } from '@upshot/flow';
import { NO_EVENT, type RunEvent, type StepFinished } from '@upshot/schemas';

export const REQUEST: TaskRequest = {
  title: 'Approve {{trigger.name}} for {{variables.discount}} %',
  description: 'Asked by {{steps.ask.output.by}}',
  assignment: { to: 'group', id: 'sales' },
  form: [
    { name: 'amount', label: 'Amount', type: 'number', required: true },
    { name: 'tier', label: 'Tier', type: 'choice', required: false, choices: ['gold', 'silver'] },
  ],
  decisions: ['approved', 'denied'],
  acknowledgeChanges: false,
  reminderAtMs: 2_000,
  escalation: { atMs: 3_000, assignment: { to: 'user', id: '{{trigger.boss}}' } },
  record: { name: 'Ada', boss: 'u-boss', stage: 'won' },
  variables: { discount: 20 },
  steps: { ask: { outcome: 'succeeded', output: { by: 'bot' } } },
  origin: {
    definitionId: 'd1',
    definitionVersion: 3,
    definitionName: 'Discounts',
    module: 'leads',
    recordId: 'r1',
    committedAtMs: 900,
    sandbox: false,
  },
};

/** Events of one run whose task is of the step `stepId`. */
export function taskEventsOf(stepId: string, tenantId = 't1', runId = `run-of-${stepId}`) {
  const at = (seq: number, atMs: number) => ({ tenantId, runId, seq, atMs, ...NO_EVENT });
  const finished = (seq: number, atMs: number, changes: Partial<StepFinished>): RunEvent => ({
    ...at(seq, atMs),
    stepFinished: {
      stepId,
      outcome: 'succeeded',
      answer: null,
      output: '{}',
      errorCode: null,
      errorMessage: null,
      attempts: 1,
      ...changes,
    },
  });
  const moved = (seq: number, atMs: number, reason: string, dueAtMs: number | null = 9_000): RunEvent => ({
    ...at(seq, atMs),
    noted: {
      kind: 'step-moved',
      stepId,
      act: null,
      detail: JSON.stringify({ stepId, dueAtMs, timers: [], reason }),
    },
  });
  return {
    started: (seq = 2, atMs = 1_000, request: Partial<TaskRequest> = {}): RunEvent => ({
      ...at(seq, atMs),
      stepStarted: {
        stepId,
        nodeId: 'approve',
        nodeKind: 'task',
        action: 'task',
        effectId: null,
        dueAtMs: 9_000,
        arms: [],
        task: JSON.stringify({ ...REQUEST, ...request }),
      },
    }),
    moved,
    answered: (seq: number, atMs: number, answer: string, output: object = {}): RunEvent =>
      finished(seq, atMs, { answer, output: JSON.stringify(output) }),
    expired: (seq: number, atMs: number): RunEvent =>
      finished(seq, atMs, { outcome: 'skipped', answer: 'expired' }),
    cancelled: (seq: number, atMs: number): RunEvent => finished(seq, atMs, { outcome: 'cancelled' }),
    finished,
  };
}
