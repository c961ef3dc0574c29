/** A human task in virtual time: what it asks for, decisions along their own edges, reminded and escalated once, expired. */
import type { Graph, TaskNode } from '@upshot/definitions';
import { describe, expect, it } from 'vitest';
import { action, Scenario } from '../testing/scenario.ts';

const TASK: TaskNode = {
  kind: 'task',
  id: 't',
  title: 'Look at {{trigger.stage}}',
  assignment: { to: 'group', id: 'sales' },
  form: [],
  decisions: ['approved', 'done'],
  deadlineMs: 9_000,
  reminderMs: 1_000,
  escalation: { afterMs: 2_000, assignment: { to: 'user', id: 'boss' } },
};
const GRAPH: Graph = {
  start: 't',
  nodes: [TASK, action('yes'), action('late'), action('done')],
  edges: [
    { from: 't', outcome: 'approved', to: 'yes' },
    { from: 't', outcome: 'expired', to: 'late' },
    { from: 't', outcome: 'done', to: 'done' },
  ],
};

function begun() {
  const run = new Scenario(() => 'match');
  run.start(GRAPH, { variables: { tone: 'kind' } });
  const timers = new Map(run.openStep?.timers.map(({ purpose, timerId }) => [purpose, timerId]));
  const fire = (purpose: string) =>
    run.tell({
      type: 'fire-timer',
      stepId: run.openStep?.stepId ?? 'none',
      timerId: timers.get(purpose) ?? 'none',
      firedAtMs: run.nowMs,
    });
  return { run, fire };
}

describe('a task', () => {
  it('asks with all that a person needs, and of whom from when on', () => {
    const { run } = begun();
    expect(run.decisions[0]?.events[1]).toMatchObject({
      type: 'step-started',
      dueAtMs: 19_000,
      task: {
        title: TASK.title,
        reminderAtMs: 11_000,
        escalation: { atMs: 12_000, assignment: { to: 'user', id: 'boss' } },
        record: { stage: 'won' },
        variables: { tone: 'kind' },
        origin: { definitionId: 'definition-1', recordId: 'record-1', sandbox: false },
      },
    });
    expect(run.decisions[0]?.timers.map(({ dueAtMs }) => dueAtMs)).toEqual([19_000, 11_000, 12_000]);
  });
  it('goes along the edge of its decision', () => {
    const { run } = begun();
    const { effects, cancels } = run.report('succeeded', { answer: 'approved' });
    expect(effects[0]?.nodeId).toBe('yes');
    expect(cancels).toHaveLength(3);
  });
  it('ends the run where nobody said what follows, however other decisions are called', () => {
    const { run } = begun();
    run.report('succeeded', { answer: 'rejected' });
    expect(run.story().at(-1)).toBe('run-finished:completed:no_edge:rejected');
  });
  it.each([
    ['reminder', 'reminded'],
    ['escalation', 'escalated'],
  ])('hears of its %s once, and waits on', (purpose, reason) => {
    const { run, fire } = begun();
    expect(fire(purpose).events).toMatchObject([{ type: 'step-moved', reason, dueAtMs: 19_000 }]);
    expect(fire(purpose).events).toEqual([]);
    expect(run.openStep?.timers).toHaveLength(2);
    expect(run.report('succeeded', { answer: 'approved' }).cancels).toHaveLength(2);
  });
  it('expires, and what is answered after that is too late', () => {
    const { run, fire } = begun();
    const stepId = run.openStep?.stepId ?? 'none';
    expect(fire('due').effects[0]?.nodeId).toBe('late');
    const late = run.tell({ ...run.reportOf('succeeded'), stepId, answer: 'approved' });
    expect(late.events).toEqual([]);
  });
});
