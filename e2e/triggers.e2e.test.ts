/** Every record-driven trigger of the Workflows API reference, started by SQL on the demo CRM. */
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { createWorkflow, finishedRun, runsOf, sql } from './support/upshot.ts';

/** How a row of each module comes into being. */
const INSERTS = {
  leads: `insert into leads (id, first_name, last_name) values ($1, 'Tilda', 'Trigger')`,
  contacts: `insert into contacts (id, first_name, last_name) values ($1, 'Tilda', 'Trigger')`,
  accounts: `insert into accounts (id, name) values ($1, 'Trigger Ltd')`,
  opportunities: `insert into opportunities (id, name, stage) values ($1, 'Trigger', 'negotiation')`,
  tasks: `insert into tasks (id, title) values ($1, 'Trigger')`,
  projects: `insert into projects (id, name) values ($1, 'Trigger')`,
} as const;
type Module = keyof typeof INSERTS;

const owner = `owner_id = '${randomUUID()}'`;

/** What fires each trigger: an assignment, or null where the insert itself does. */
const TRIGGERS: readonly (readonly [Module, string, string | null])[] = [
  ['leads', 'lead_created', null],
  ['leads', 'lead_updated', `company = 'Moved'`],
  ['leads', 'lead_stage_changed', `stage = 'contacted'`],
  ['leads', 'lead_score_changed', `score = 77`],
  ['leads', 'lead_converted', `converted_at = now(), is_converted = true`],
  ['leads', 'lead_assigned', owner],
  ['contacts', 'contact_created', null],
  ['contacts', 'contact_updated', `title = 'Moved'`],
  ['contacts', 'contact_assigned', owner],
  ['accounts', 'account_created', null],
  ['accounts', 'account_updated', `city = 'Moved'`],
  ['accounts', 'account_assigned', owner],
  ['opportunities', 'opportunity_created', null],
  ['opportunities', 'opportunity_updated', `amount = 7`],
  ['opportunities', 'opportunity_stage_changed', `stage = 'proposal'`],
  ['opportunities', 'opportunity_won', `stage = 'won'`],
  ['opportunities', 'opportunity_lost', `stage = 'lost'`],
  ['opportunities', 'opportunity_assigned', owner],
  ['tasks', 'task_created', null],
  ['tasks', 'task_updated', `description = 'Moved'`],
  ['tasks', 'task_completed', `status = 'completed'`],
  ['projects', 'project_created', null],
  ['projects', 'project_updated', `description = 'Moved'`],
  ['projects', 'project_status_changed', `status = 'active'`],
  ['projects', 'project_completed', `status = 'completed'`],
];

describe.each(TRIGGERS)('%s: %s', (triggerModule, triggerType, assignment) => {
  const id = randomUUID();
  let workflowId: string;

  beforeAll(async () => {
    const conditions = [{ field: 'id', operator: 'equals', value: id }];
    const triggerFilters = { logic: 'AND', conditions };
    workflowId = await createWorkflow({ name: triggerType, triggerModule, triggerType, triggerFilters });
    await sql(INSERTS[triggerModule], [id]);
    if (assignment !== null) await sql(`update ${triggerModule} set ${assignment} where id = $1`, [id]);
  });

  it('starts one run, of that record', async () => {
    expect(await finishedRun(workflowId)).toMatchObject({
      triggerType,
      triggerEntityId: id,
      status: 'completed',
    });
  });
  it('starts none for a later change that means something else', async () => {
    const canary = await createWorkflow({
      name: 'Canary',
      triggerModule,
      triggerType: `${triggerType.split('_')[0]}_updated`,
      triggerFilters: { logic: 'AND', conditions: [{ field: 'id', operator: 'equals', value: id }] },
    });
    await sql(`update ${triggerModule} set custom_fields = '{"canary": true}' where id = $1`, [id]);
    await finishedRun(canary);
    const every = triggerType.endsWith('_updated');
    if (every) await finishedRun(workflowId, 2);
    expect((await runsOf(workflowId)).total).toBe(every ? 2 : 1);
  });
});
