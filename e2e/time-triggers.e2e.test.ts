/** Time starts workflows: from SQL on the demo CRM to the run, for dates that come, move, pass and were there before. */
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { createWorkflow, finishedRun, runsOf, spans, sql } from './support/upshot.ts';
import { until } from './support/until.ts';
import { walkIn } from './support/walk.ts';

const DUE = walkIn('The walk of a date');

const overdue = (id: string, more: object = {}) => ({
  name: 'Overdue',
  triggerModule: 'tasks',
  triggerType: 'task_overdue',
  triggerFilters: { logic: 'AND', conditions: [{ field: 'id', operator: 'equals', value: id }] },
  ...more,
});
const insertTask = (id: string, due: string, title = 'Late') =>
  sql(`insert into tasks (id, title, due_at) values ($1, $2, now() + $3::interval)`, [id, title, due]);

/** A later overdue task, whose run shows that everything before it has been through. */
async function canary(): Promise<void> {
  const id = randomUUID();
  const workflowId = await createWorkflow(overdue(id));
  await insertTask(id, '2 seconds', 'Canary');
  await finishedRun(workflowId);
}

describe('task_overdue', () => {
  const [due, moved, completed, existing] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
  let workflows: Readonly<Record<'due' | 'moved' | 'completed' | 'existing', string>>;

  beforeAll(async () => {
    await insertTask(existing, '30 seconds');
    workflows = {
      due: await createWorkflow(overdue(due)),
      moved: await createWorkflow(overdue(moved)),
      completed: await createWorkflow(overdue(completed)),
      existing: await createWorkflow(overdue(existing)),
    };
    await insertTask(due, '2 seconds');
    await insertTask(moved, '10 hours');
    await insertTask(completed, '15 seconds');
    await sql(`update tasks set due_at = now() + interval '3 seconds' where id = $1`, [moved]);
    await sql(`update tasks set status = 'completed' where id = $1`, [completed]);
  });

  it('starts a run of the task when its due date has come', async () => {
    expect(await finishedRun(workflows.due)).toMatchObject({
      triggerType: 'task_overdue',
      triggerEntityId: due,
      status: 'completed',
    });
  });
  it('starts one when it was moved, at its new moment', async () => {
    expect(await finishedRun(workflows.moved)).toMatchObject({ triggerEntityId: moved });
  });
  it('starts one for a task that was there before the workflow', async () => {
    expect(await finishedRun(workflows.existing)).toMatchObject({ triggerEntityId: existing });
  });
  it('starts none for a task that was completed in time, and none for the same due date again', async () => {
    await finishedRun(workflows.due);
    await sql(`update tasks set due_at = due_at, title = 'Saved again' where id = $1`, [due]);
    await finishedRun(workflows.existing);
    await canary();
    expect((await runsOf(workflows.due)).total).toBe(1);
    expect((await runsOf(workflows.completed)).total).toBe(0);
  });
  it('starts another run for another due date', async () => {
    await finishedRun(workflows.due);
    await sql(`update tasks set due_at = now() - interval '1 hour' where id = $1`, [due]);
    await finishedRun(workflows.due, 2);
  });
  it('leaves the walk that ARCHITECTURE.md names', async () => {
    expect(DUE.length).toBeGreaterThan(5);
    const { id } = await finishedRun(workflows.due);
    const seen = await until('the trace of the date', async () => {
      const all = await spans();
      const own = all.find((span) => JSON.stringify(span.attributes).includes(id))?.traceId;
      const trace = all.filter(({ traceId }) => traceId === own);
      const linked = trace.flatMap(({ links }) => links.map(({ traceId }) => traceId));
      const names = new Set(
        [...trace, ...all.filter(({ traceId }) => linked.includes(traceId))].map(({ name }) => name),
      );
      return DUE.every(({ name }) => names.has(name)) ? names : undefined;
    });
    expect(seen).toContain('plan-due');
  });
});

describe('project_task_overdue', () => {
  it('starts a run of the project when one of its tasks is overdue', async () => {
    const [project, task] = [randomUUID(), randomUUID()];
    const workflowId = await createWorkflow({
      name: 'Project behind',
      triggerModule: 'projects',
      triggerType: 'project_task_overdue',
      triggerFilters: { logic: 'AND', conditions: [{ field: 'id', operator: 'equals', value: project }] },
    });
    await sql(`insert into projects (id, name) values ($1, 'Late project')`, [project]);
    await sql(
      `insert into tasks (id, title, due_at, project_id) values ($1, 'Late', now() + interval '2 seconds', $2)`,
      [task, project],
    );
    expect(await finishedRun(workflowId)).toMatchObject({
      triggerType: 'project_task_overdue',
      triggerEntityId: project,
      status: 'completed',
    });
  });
});
