/** The whole of it: one opportunity is won in the database, and what should follow, follows, once. */
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { inject } from 'vitest';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  caught,
  createWorkflow,
  finishedRun,
  outbox,
  runsOf,
  sql,
  type OutboxEntry,
  type RunWithSteps,
} from './support/upshot.ts';
import { until } from './support/until.ts';

const mark = randomUUID();
const [owner, won, small, lost] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
const ownerEmail = `owner-${mark}@example.com`;

let workflowId: string;
let run: RunWithSteps;
let webhook: OutboxEntry;

const workflow = {
  name: 'Celebrate a win',
  triggerModule: 'opportunities',
  triggerType: 'opportunity_won',
  triggerFilters: { logic: 'AND', conditions: [{ field: 'amount', operator: 'greater_than', value: 1000 }] },
  actions: [
    {
      actionType: 'webhook',
      sortOrder: 1,
      config: {
        url: `${inject('upshot').hooks}/won/${mark}`,
        bodyJson: { deal: '{{trigger.name}}', amount: '{{trigger.amount}}', stage: '{{trigger.stage}}' },
      },
    },
    { actionType: 'update_field', sortOrder: 2, config: { fieldKey: 'probability', value: 100 } },
    { actionType: 'add_tag', sortOrder: 3, config: { tag: 'celebrated' } },
    {
      actionType: 'send_email',
      sortOrder: 4,
      config: {
        to: 'owner_email',
        subject: 'Won: {{trigger.name}}',
        body: '<p>{{trigger.amount}} {{trigger.nothing}}</p>',
      },
    },
  ],
};

/** A newcomer's way where psql is there; the same statement by the driver where it is not. */
async function psql(statement: string): Promise<void> {
  try {
    execFileSync('psql', [inject('upshot').crm, '-v', 'ON_ERROR_STOP=1', '-c', statement], { stdio: 'pipe' });
  } catch (thrown) {
    if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT')) throw thrown;
    await sql(statement);
  }
}

const insert = (id: string, name: string, amount: number) =>
  sql('insert into opportunities (id, name, amount, stage, owner_id) values ($1, $2, $3, $4, $5)', [
    id,
    name,
    amount,
    'negotiation',
    owner,
  ]);

beforeAll(async () => {
  await sql('insert into users (id, name, email) values ($1, $2, $3)', [owner, 'Olga Owner', ownerEmail]);
  await insert(won, `Big "deal" ${mark}`, 250000.5);
  await insert(small, `Small ${mark}`, 1000);
  await insert(lost, `Lost ${mark}`, 5000);
  workflowId = await createWorkflow(workflow);
  await psql(`update opportunities set stage = 'won' where id = '${small}'`);
  await psql(`update opportunities set stage = 'lost' where id = '${lost}'`);
  await psql(`update opportunities set stage = 'won' where id = '${won}'`);
  run = await finishedRun(workflowId);
  webhook = await caught('webhook', `/won/${mark}`);
});

describe('an opportunity is won', () => {
  it('calls the webhook with what the template says, under the key of its effect', () => {
    expect(webhook['body']).toEqual({ deal: `Big "deal" ${mark}`, amount: '250000.50', stage: 'won' });
    expect(webhook['method']).toBe('POST');
    expect(webhook['headers']).toMatchObject({
      'content-type': expect.stringContaining('application/json'),
      'webhook-id': expect.stringMatching(/^[0-9a-f-]{36}$/u),
      traceparent: expect.stringMatching(/^00-/u),
    });
  });
  it('updates the field and adds the tag, once', async () => {
    const [row] = await sql('select probability, tags, upshot_cause from opportunities where id = $1', [won]);
    expect(row).toMatchObject({ probability: 100, tags: ['celebrated'] });
    expect(row?.['upshot_cause']).toContain(run.id);
  });
  it('mails the owner', async () => {
    const mail = await caught('email', ownerEmail);
    expect(mail).toMatchObject({ to: [ownerEmail], subject: `Won: Big "deal" ${mark}` });
    expect(mail['html']).toContain('<p>250000.50 </p>');
  });
  it('is told by the API as a run with its steps and durations', () => {
    expect(run).toMatchObject({
      workflowId,
      triggerModule: 'opportunities',
      triggerType: 'opportunity_won',
      triggerEntityId: won,
      status: 'completed',
    });
    expect(run.durationMs).toBeGreaterThanOrEqual(0);
    expect(run.steps.map(({ actionType, status }) => `${actionType}:${status}`)).toEqual([
      'webhook:completed',
      'update_field:completed',
      'add_tag:completed',
      'send_email:completed',
    ]);
    for (const step of run.steps)
      expect(Date.parse(step.finishedAt ?? '') - Date.parse(step.startedAt)).toBe(step.durationMs);
    expect(run.steps[0]?.result).toMatchObject({ statusCode: 200, ok: true });
    expect(run.steps[1]?.result).toMatchObject({ updated: { probability: 100 } });
    expect(run.steps[3]?.result).toMatchObject({ missingFields: ['trigger.nothing'] });
  });
});

describe('what did not match', () => {
  it('started nothing: the amount too small, the opportunity lost', async () => {
    expect((await runsOf(workflowId)).data.map(({ triggerEntityId }) => triggerEntityId)).toEqual([won]);
  });
});

describe('the write-back', () => {
  it('comes back as a change and starts nothing, neither this workflow nor one on every update', async () => {
    const onUpdate = await createWorkflow({
      name: 'On every update',
      triggerModule: 'opportunities',
      triggerType: 'opportunity_updated',
      actions: [{ actionType: 'add_tag', config: { tag: 'seen' } }],
    });
    await psql(`update opportunities set name = name || '!' where id = '${won}'`);
    await finishedRun(onUpdate);
    // A later change of the same record is matched after the write-back's: when it has run, the write-back has been seen.
    await psql(`update opportunities set name = name || '!' where id = '${won}'`);
    await finishedRun(onUpdate, 2);
    expect((await runsOf(onUpdate)).total).toBe(2);
    expect((await runsOf(workflowId)).total).toBe(1);
    expect((await outbox('webhook')).filter((entry) => JSON.stringify(entry).includes(mark)).length).toBe(1);
    const [row] = await sql<{ tags: string[] }>('select tags from opportunities where id = $1', [won]);
    expect(row?.tags.toSorted()).toEqual(['celebrated', 'seen']);
  });
});

describe('a redelivery', () => {
  it('of a saved-again row with the same stage starts nothing', async () => {
    await psql(`update opportunities set stage = 'won' where id = '${won}'`);
    const canary = randomUUID();
    await insert(canary, `Canary ${mark}`, 2000);
    await psql(`update opportunities set stage = 'won' where id = '${canary}'`);
    await until('the canary', async () =>
      (await runsOf(workflowId)).data.some(({ triggerEntityId }) => triggerEntityId === canary)
        ? true
        : undefined,
    );
    expect(
      (await runsOf(workflowId)).data.filter(({ triggerEntityId }) => triggerEntityId === won).length,
    ).toBe(1);
  });
});
