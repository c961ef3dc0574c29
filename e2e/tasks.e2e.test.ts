/** Work for people, from SQL on the demo CRM to what follows from their answer: decided, reminded, escalated, expired. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { z } from 'zod';
import { createDefinition, equals, webhookNode } from './support/native.ts';
import { until } from './support/until.ts';
import { call, sql, type Json } from './support/upshot.ts';
import { openWebhookEnd, type WebhookEnd } from './support/webhook-end.ts';

let end: WebhookEnd;
beforeAll(async () => {
  end = await openWebhookEnd(inject('upshot').hooks);
});
afterAll(async () => {
  await end.close();
});

const ANN = { actor: { id: 'ann', groups: ['sales'] } };
const BOB = { actor: { id: 'bob', groups: ['sales'] } };
const ASK = {
  kind: 'task',
  id: 'ask',
  title: 'Call {{trigger.first_name}}',
  assignment: { to: 'group', id: 'sales' },
  form: [{ name: 'amount', label: 'Amount', type: 'number', required: true }],
  decisions: ['approved', 'denied'],
};

const taskSchema = z.looseObject({
  id: z.string(),
  status: z.string(),
  history: z.array(z.looseObject({ what: z.string() })),
  changes: z.looseObject({ state: z.string(), tag: z.string() }),
});
const listSchema = z.object({ tasks: z.array(z.looseObject({ id: z.string() })) });

/** A definition that asks about one lead, and tells the webhook by which edge its run went on. */
async function ask(leadId: string, more: Json = {}): Promise<void> {
  const tell = (edge: string) =>
    webhookNode(`tell_${edge}`, end.url, {
      of: leadId,
      edge,
      by: '{{steps.ask.output.by}}',
      amount: '{{steps.ask.output.values.amount}}',
    });
  const edges = ['approved', 'denied', 'rejected', 'expired'];
  await createDefinition(
    `Ask about ${leadId}`,
    { module: 'leads', kind: 'created', criteria: equals('id', leadId) },
    {
      start: 'ask',
      nodes: [{ ...ASK, ...more }, ...edges.map(tell)],
      edges: edges.map((outcome) => ({ from: 'ask', outcome, to: `tell_${outcome}` })),
    },
  );
  await sql(`insert into leads (id, first_name, last_name, score) values ($1, 'Ada', 'Love', 5)`, [leadId]);
}

const find = async (leadId: string): Promise<string> =>
  until('the task', async () => {
    const { body } = await call('GET', `/api/tasks?recordId=${leadId}`);
    return listSchema.parse(body).tasks[0]?.id;
  });
const read = async (id: string) => taskSchema.parse((await call('GET', `/api/tasks/${id}`)).body);
const acts = async (id: string) => (await read(id)).history.map(({ what }) => what);

const hook = z.looseObject({ of: z.string() });
const hooksOf = (leadId: string) =>
  end.deliveries.map(({ body }) => hook.parse(body)).filter(({ of }) => of === leadId);
const told = (leadId: string) => until('the webhook', async () => hooksOf(leadId)[0]);

describe('a task', () => {
  it('waits for somebody’s decision, and the run goes on along its edge', async () => {
    const lead = randomUUID();
    await ask(lead);
    const id = await find(lead);
    expect(await read(id)).toMatchObject({ title: 'Call Ada', status: 'open', recordId: lead });
    const complete = (decision: string, who: object, amount: number) =>
      call('POST', `/api/tasks/${id}/complete`, { ...who, decision, values: { amount } });
    const replies = await Promise.all([complete('approved', ANN, 7), complete('denied', BOB, 0)]);
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([200, 409]));
    const [edge, by, amount] = replies[0]?.status === 200 ? ['approved', 'ann', 7] : ['denied', 'bob', 0];
    expect(await told(lead)).toMatchObject({ edge, by, amount: String(amount) });
    await until('the run has gone on', async () =>
      (await read(id))['settledAt'] === null ? undefined : true,
    );
    expect(hooksOf(lead)).toHaveLength(1);
  });
  it('can be declined', async () => {
    const lead = randomUUID();
    await ask(lead);
    const id = await find(lead);
    expect(await call('POST', `/api/tasks/${id}/reject`, { ...ANN, comment: 'no' })).toMatchObject({
      status: 200,
    });
    expect(await told(lead)).toMatchObject({ edge: 'rejected', by: 'ann' });
  });
  it('reminds, turns to somebody else, and expires', async () => {
    const lead = randomUUID();
    await ask(lead, {
      reminderMs: 500,
      escalation: { afterMs: 1_000, assignment: { to: 'user', id: 'boss-of-{{trigger.first_name}}' } },
      deadlineMs: 4_000,
    });
    const id = await find(lead);
    await call('POST', `/api/tasks/${id}/claim`, ANN);
    expect(await told(lead)).toMatchObject({ edge: 'expired' });
    await until('the end in the task', async () =>
      (await read(id)).status === 'expired' ? true : undefined,
    );
    expect(await read(id)).toMatchObject({ assignment: { to: 'user', id: 'boss-of-Ada' }, claimedBy: null });
    expect((await acts(id)).filter((what) => what !== 'claimed')).toEqual([
      'created',
      'reminded',
      'escalated',
      'expired',
    ]);
    const late = { ...ANN, decision: 'approved', values: { amount: 1 } };
    expect(await call('POST', `/api/tasks/${id}/complete`, late)).toMatchObject({
      status: 409,
      body: { task: { status: 'expired' } },
    });
  });
  it('shows what changed on its record, which may have to be seen first', async () => {
    const lead = randomUUID();
    await ask(lead, { acknowledgeChanges: true });
    const id = await find(lead);
    await sql(`update leads set score = 50 where id = $1`, [lead]);
    const { changes } = await until('the change', async () => {
      const task = await read(id);
      return task.changes.state === 'changed' ? task : undefined;
    });
    expect(changes).toMatchObject({
      fields: expect.arrayContaining([{ field: 'score', before: 5, now: 50 }]),
    });
    const answer = { ...ANN, decision: 'approved', values: { amount: 1 } };
    expect((await call('POST', `/api/tasks/${id}/complete`, answer)).status).toBe(428);
    const seen = { ...answer, acknowledges: changes.tag };
    expect((await call('POST', `/api/tasks/${id}/complete`, seen)).status).toBe(200);
    expect(await told(lead)).toMatchObject({ edge: 'approved' });
  });
});
