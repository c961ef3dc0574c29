/** The CRM's tables change under the stream, compatibly or not, and what should follow still follows. */
import { randomUUID } from 'node:crypto';
import { afterAll, describe, expect, it } from 'vitest';
import { createWorkflow, finishedRun, sql } from './support/upshot.ts';

const id = randomUUID();

afterAll(async () => {
  await sql('alter table projects drop column if exists headcount');
});

describe('a migration of the CRM', () => {
  it('that adds a column, widens its type and drops it stops nothing', async () => {
    const workflowId = await createWorkflow({
      name: 'On every update of one project',
      triggerModule: 'projects',
      triggerType: 'project_updated',
      triggerFilters: { logic: 'AND', conditions: [{ field: 'id', operator: 'equals', value: id }] },
      actions: [],
    });
    await sql('insert into projects (id, name) values ($1, $2)', [id, 'Migration']);
    const steps = [
      'alter table projects add column headcount bigint not null default 5',
      "alter table projects alter column headcount type text using 'many'",
      'alter table projects drop column headcount',
    ];
    for (const [index, statement] of steps.entries()) {
      await sql(statement);
      await sql('update projects set name = $2 where id = $1', [id, `Migration ${index}`]);
      expect(await finishedRun(workflowId, index + 1)).toMatchObject({
        status: 'completed',
        triggerEntityId: id,
      });
    }
  });
});
