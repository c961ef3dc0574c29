/** Runs that wait for their record, start others, are started by hand and run again: from SQL and the API to the webhook, each once, over kills. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { z } from 'zod';
import { killService } from './support/kill.ts';
import { createDefinition, equals, event, tell, webhookNode } from './support/native.ts';
import { until } from './support/until.ts';
import { call, sql, type Json } from './support/upshot.ts';
import { openWebhookEnd, type WebhookEnd } from './support/webhook-end.ts';

const told = z.object({ id: z.string(), said: z.string() });
let end: WebhookEnd;
beforeAll(async () => {
  end = await openWebhookEnd(inject('upshot').hooks);
});
afterAll(async () => {
  await end.close();
});

const ANY_SCORE = {
  kind: 'condition',
  field: 'score',
  operator: 'greater_than',
  operand: 50,
  caseSensitive: true,
};
const insertLead = (id: string) =>
  sql(`insert into leads (id, first_name, last_name, score, stage) values ($1, 'Wai', 'Ting', 10, 'new')`, [
    id,
  ]);
const insertTask = (id: string, due: string) =>
  sql(`insert into tasks (id, title, due_at) values ($1, 'Wait', now() + $2::interval)`, [id, due]);
const created = (module: string, id: string): Json => ({
  module,
  kind: 'created',
  criteria: equals('id', id),
});

/** A run that says that it has begun while it waits at `node`, and what came of that. */
function waitsAt(node: Json, id: string, outcomes: readonly string[]): Json {
  return {
    start: 'p',
    nodes: [
      { kind: 'parallel', id: 'p', arms: ['say', 'wait'] },
      webhookNode('begun', end.url, { id, said: 'begun' }),
      { ...node, id: 'w' },
      ...outcomes.map((each) => webhookNode(each, end.url, { id, said: each })),
    ],
    edges: [
      { from: 'p', outcome: 'say', to: 'begun' },
      { from: 'p', outcome: 'wait', to: 'w' },
      ...outcomes.map((each) => ({ from: 'w', outcome: each, to: each })),
    ],
  };
}

/** What the runs of a record have said, each effect once. */
function said(id: string): readonly string[] {
  const own = end.deliveries.filter(({ body }) => told.parse(body).id === id);
  const byEffect = new Map(own.map(({ webhookId, body }) => [webhookId, body]));
  return [...byEffect.values()].map((body) => told.parse(body).said);
}
const hears = (id: string, text: string) =>
  until(`${text} of ${id}`, async () => (said(id).includes(text) ? true : undefined), 90_000);

/** Later changes of a lead and of a task, whose runs show that what came before has been through. */
async function canary(): Promise<void> {
  const [lead, task] = [randomUUID(), randomUUID()];
  for (const [module, id] of [
    ['leads', lead],
    ['tasks', task],
  ] as const)
    await createDefinition('Canary', created(module, id), {
      start: 'a',
      nodes: [webhookNode('a', end.url, { id, said: 'canary' })],
      edges: [],
    });
  await insertLead(lead);
  await insertTask(task, '1 day');
  await Promise.all([hears(lead, 'canary'), hears(task, 'canary')]);
}

describe('a run that waits for a change of its record', () => {
  const id = randomUUID();
  const forScore = {
    kind: 'wait_for_event',
    event: { kind: 'change', change: 'score_changed' },
    criteria: ANY_SCORE,
  };

  it('hears it once, though its definition is switched off and services are killed meanwhile', async () => {
    const definitionId = await createDefinition(
      'Score',
      created('leads', id),
      waitsAt(forScore, id, ['happened']),
    );
    await insertLead(id);
    await hears(id, 'begun');
    const off = await call('POST', `/api/definitions/${definitionId}/deactivate`);
    expect(off.status).toBe(200);
    await sql(`update leads set score = 20 where id = $1`, [id]);
    await Promise.all(['matcher', 'runner'].map((each) => killService(each)));
    await sql(`update leads set score = 60 where id = $1`, [id]);
    await hears(id, 'happened');
    await sql(`update leads set score = 70 where id = $1`, [id]);
    await canary();
    expect([...said(id)].toSorted()).toEqual(['begun', 'happened']);
  });
});

describe('a run whose node the newest version has no longer', () => {
  const id = randomUUID();
  const forScore = { kind: 'wait_for_event', event: { kind: 'change', change: 'score_changed' } };

  it('hears its event from a matcher that was started since, though its definition is deleted', async () => {
    const definitionId = await createDefinition(
      'Former',
      created('leads', id),
      waitsAt(forScore, id, ['happened']),
    );
    await insertLead(id);
    await hears(id, 'begun');
    const stop = { kind: 'end', id: 'stop', status: 'completed', reason: 'stopped' };
    const graph = { start: 'stop', nodes: [stop], edges: [] };
    expect((await call('PATCH', `/api/definitions/${definitionId}`, { graph })).status).toBe(200);
    expect((await call('DELETE', `/api/definitions/${definitionId}?runs=drain`)).status).toBe(200);
    await killService('matcher');
    await sql(`update leads set score = 60 where id = $1`, [id]);
    await hears(id, 'happened');
    await canary();
    expect([...said(id)].toSorted()).toEqual(['begun', 'happened']);
  });
});

describe('a run that waits for an activity', () => {
  it('hears it, and goes on by its timeout where it does not come', async () => {
    const [id, silent] = [randomUUID(), randomUUID()];
    const opened = (page: string): Json => ({
      module: 'forms',
      kind: 'activity',
      activity: { type: 'form_opened' },
      criteria: equals('page', page),
    });
    const forSent = (timeoutMs: number): Json => ({
      kind: 'wait_for_event',
      event: { kind: 'activity', type: 'form_sent' },
      timeoutMs,
    });
    for (const [form, timeoutMs] of [
      [id, 3_600_000],
      [silent, 1_000],
    ] as const)
      await createDefinition(
        'Form',
        opened(form),
        waitsAt(forSent(timeoutMs), form, ['happened', 'timeout']),
      );
    await tell(...[id, silent].map((form) => event('form_opened', `forms/${form}`, { page: form })));
    await hears(id, 'begun');
    await tell(event('form_sent', `forms/${id}`, { page: id }));
    await Promise.all([hears(id, 'happened'), hears(silent, 'timeout')]);
    expect([...said(id)].toSorted()).toEqual(['begun', 'happened']);
    expect([...said(silent)].toSorted()).toEqual(['begun', 'timeout']);
  });
});

describe('a run that waits until a date of its record', () => {
  const id = randomUUID();
  it('goes on when the date has come that the record has now, once', async () => {
    const untilDue = {
      kind: 'wait',
      until: { kind: 'date', field: 'due_at', offset: { amount: 0, unit: 'days' } },
    };
    await createDefinition('Due', created('tasks', id), waitsAt(untilDue, id, ['done']));
    await insertTask(id, '30 days');
    await hears(id, 'begun');
    await sql(`update tasks set due_at = now() + interval '60 days' where id = $1`, [id]);
    await sql(`update tasks set due_at = now() + interval '2 seconds' where id = $1`, [id]);
    await hears(id, 'done');
    await canary();
    expect([...said(id)].toSorted()).toEqual(['begun', 'done']);
  });
});

describe('a run of another definition', () => {
  const id = randomUUID();

  it('is awaited, and started by hand on a record that is there, whatever the trigger asks', async () => {
    const never = { module: 'leads', kind: 'deleted', criteria: equals('id', 'never') };
    const childId = await createDefinition('Child', never, {
      start: 'c',
      nodes: [webhookNode('c', end.url, { id: '{{trigger.id}}', said: 'child' })],
      edges: [],
    });
    const sub = { kind: 'sub_workflow', definitionId: childId, awaits: true, variables: {} };
    await createDefinition('Parent', created('leads', id), waitsAt(sub, id, ['completed', 'not_found']));
    await insertLead(id);
    await hears(id, 'completed');
    expect([...said(id)].toSorted()).toEqual(['begun', 'child', 'completed']);
    const body = { recordIds: [id], reason: 'an end to end test' };
    const answer = await call('POST', `/api/definitions/${childId}/start`, body);
    expect(answer.status).toBe(202);
    await until('another child', async () =>
      said(id).filter((each) => each === 'child').length === 2 ? true : undefined,
    );
  });
  it('that is not there is told to who awaits it', async () => {
    const other = randomUUID();
    const never = { module: 'leads', kind: 'deleted', criteria: equals('id', 'never') };
    const offId = await createDefinition('Off', never, { start: null, nodes: [], edges: [] });
    expect((await call('POST', `/api/definitions/${offId}/deactivate`)).status).toBe(200);
    const sub = { kind: 'sub_workflow', definitionId: offId, awaits: true, variables: {} };
    await createDefinition(
      'Orphan',
      created('leads', other),
      waitsAt(sub, other, ['completed', 'not_found']),
    );
    await insertLead(other);
    await hears(other, 'not_found');
    expect([...said(other)].toSorted()).toEqual(['begun', 'not_found']);
  });
  it('that starts the first one again is refused, and a chain that is too long ends at the limit', async () => {
    const lead = randomUUID();
    const calls = (definitionId: string): Json => ({
      start: 's',
      nodes: [{ kind: 'sub_workflow', id: 's', definitionId, awaits: true, variables: {} }],
      edges: [],
    });
    const never = { module: 'leads', kind: 'deleted', criteria: equals('id', 'never') };
    const last = await createDefinition('Last', never, { start: null, nodes: [], edges: [] });
    let next = last;
    for (let depth = 5; depth > 0; depth -= 1)
      next = await createDefinition(`Depth ${depth}`, never, calls(next));
    const circle = await call('PATCH', `/api/definitions/${last}`, { graph: calls(next) });
    expect(circle).toMatchObject({ status: 422, body: { errors: [{ node: 's', code: 'cycle' }] } });
    await createDefinition('First', created('leads', lead), {
      start: 's',
      nodes: [
        { kind: 'sub_workflow', id: 's', definitionId: next, awaits: true, variables: {} },
        webhookNode('limit', end.url, { id: lead, said: 'limit' }),
      ],
      edges: [{ from: 's', outcome: 'failed', to: 'limit' }],
    });
    await insertLead(lead);
    await hears(lead, 'limit');
    await canary();
    expect(said(lead)).toEqual(['limit']);
  });
});

describe('a run that is run again from a step', () => {
  it('says there what it said before: it knows the variables and what steps had come to', async () => {
    const id = randomUUID();
    await createDefinition('Again', created('leads', id), {
      start: 'plan',
      nodes: [
        { kind: 'set', id: 'plan', variables: { plan: { value: 'pro' } } },
        webhookNode('ask', end.url, { id, said: 'asked' }),
        webhookNode('tell', end.url, { id, said: '{{variables.plan}} after {{steps.ask.outcome}}' }),
      ],
      edges: [
        { from: 'plan', outcome: 'done', to: 'ask' },
        { from: 'ask', outcome: 'succeeded', to: 'tell' },
      ],
    });
    await insertLead(id);
    await hears(id, 'pro after succeeded');
    const run = await until('the history of the run', async () => {
      const { body } = await call('GET', `/api/runs?recordId=${id}&status=completed`);
      return z.object({ runs: z.array(z.object({ id: z.string() })) }).parse(body).runs[0];
    });
    const again = { from: 'tell', reason: 'an end to end test' };
    expect(await call('POST', `/api/runs/${run.id}/again`, again)).toMatchObject({
      status: 202,
      body: { carried: { variables: ['plan'], steps: ['plan', 'ask'] }, unknown: [] },
    });
    await until('the same again', async () => (said(id).length === 3 ? true : undefined));
    expect(said(id)).toEqual(['asked', 'pro after succeeded', 'pro after succeeded']);
  });
});
