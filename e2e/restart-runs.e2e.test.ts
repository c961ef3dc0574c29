/** kill -9 of every service in the middle of runs that wait, ask people, split, join and call each other: each goes on, once. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { z } from 'zod';
import { killService } from './support/kill.ts';
import { createDefinition, equals, webhookNode } from './support/native.ts';
import { until } from './support/until.ts';
import { call, sql, type Json } from './support/upshot.ts';
import { openWebhookEnd, type WebhookEnd } from './support/webhook-end.ts';

const RECORDS = 20;
/** What each run tells the webhook, in whichever order its arms come to it. */
const PHASES = ['begun', 'waited', 'approved', 'heard', 'called', 'over'] as const;
const mark = `restart-${randomUUID()}`;
let end: WebhookEnd;
let definitionId: string;

const told = z.object({ phase: z.enum(PHASES), id: z.string() });
const toldOf = (phase: (typeof PHASES)[number]) =>
  end.deliveries.filter(({ body }) => told.parse(body).phase === phase);
const reached = (phase: (typeof PHASES)[number], count = RECORDS) =>
  until(
    `${count} webhooks of ${phase}`,
    async () => (toldOf(phase).length >= count ? true : undefined),
    120_000,
  );

const tell = (phase: (typeof PHASES)[number]): Json =>
  webhookNode(phase, end.url, { phase, id: '{{trigger.id}}' });
const edge = (from: string, outcome: string, to: string): Json => ({ from, outcome, to });
const never = { module: 'leads', kind: 'deleted', criteria: equals('source', randomUUID()) };
const seconds = (count: number): Json => ({ kind: 'duration', durationMs: count * 1_000 });

/** A run of the other definition: waits a little and tells. */
const CALLED = () => ({
  start: 'pause',
  nodes: [{ kind: 'wait', id: 'pause', until: seconds(2) }, tell('called')],
  edges: [edge('pause', 'done', 'called')],
});

const WHOLE = (called: string) => ({
  start: 'begun',
  nodes: [
    tell('begun'),
    { kind: 'parallel', id: 'fork', arms: ['time', 'person', 'event'] },
    { kind: 'wait', id: 'pause', until: seconds(4) },
    tell('waited'),
    {
      kind: 'task',
      id: 'ask',
      title: 'Call {{trigger.last_name}}',
      assignment: { to: 'queue', id: mark },
      form: [{ name: 'note', label: 'Note', type: 'text', required: true }],
      decisions: ['approve'],
    },
    tell('approved'),
    {
      kind: 'wait_for_event',
      id: 'moved',
      event: { kind: 'change', change: 'updated' },
      criteria: equals('city', 'Rome'),
    },
    tell('heard'),
    { kind: 'join', id: 'meet', of: 'fork', needs: 'all' },
    { kind: 'sub_workflow', id: 'call', definitionId: called, awaits: true, variables: {} },
    tell('over'),
  ],
  edges: [
    edge('begun', 'done', 'fork'),
    edge('fork', 'time', 'pause'),
    edge('pause', 'done', 'waited'),
    edge('waited', 'done', 'meet'),
    edge('fork', 'person', 'ask'),
    edge('ask', 'approve', 'approved'),
    edge('approved', 'done', 'meet'),
    edge('fork', 'event', 'moved'),
    edge('moved', 'happened', 'heard'),
    edge('heard', 'done', 'meet'),
    edge('meet', 'done', 'call'),
    edge('call', 'completed', 'over'),
  ],
});

const taskPage = z.looseObject({ tasks: z.array(z.looseObject({ id: z.string() })) });
const openTasks = (count: number) =>
  until(`${count} open tasks`, async () => {
    const { body } = await call('GET', `/api/tasks?queue=${mark}&status=open&limit=100`);
    const tasks = taskPage.parse(body).tasks;
    return tasks.length >= count ? tasks : undefined;
  });

async function approve(tasks: readonly { readonly id: string }[]): Promise<void> {
  for (const { id } of tasks) {
    const answer = await call('POST', `/api/tasks/${id}/complete`, {
      actor: { id: 'kim', groups: [mark] },
      decision: 'approve',
      values: { note: 'spoken to' },
    });
    expect(answer).toMatchObject({ status: 200, body: { decision: 'approve' } });
  }
}

/** The API is asked again while its process is another one's successor. */
const apiIsUp = () =>
  until('the API', async () => {
    const answer = await call('GET', '/api/tasks?limit=1').catch(() => undefined);
    return answer?.status === 200 ? true : undefined;
  });

const kill = (...services: readonly string[]) => Promise.all(services.map((service) => killService(service)));

beforeAll(async () => {
  end = await openWebhookEnd(inject('upshot').hooks);
  const called = await createDefinition('Called', never, CALLED());
  const trigger = { module: 'leads', kind: 'created', criteria: equals('source', mark) };
  definitionId = await createDefinition('Lasting', trigger, WHOLE(called));
  await sql(
    `insert into leads (first_name, last_name, email, source, score)
     select 'Lee', 'Last ' || n, 'lee' || n || '@example.com', $1, 0 from generate_series(1, $2::int) n`,
    [mark, RECORDS],
  );
  await reached('begun', 5);
  await kill('runner', 'scheduler');
  await reached('waited');
  const tasks = await openTasks(RECORDS);
  await approve(tasks.slice(0, RECORDS / 2));
  await kill('definition-api', 'run-recorder', 'runner');
  await apiIsUp();
  await approve((await openTasks(RECORDS / 2)).slice(0, RECORDS / 2));
  await reached('approved');
  await sql(`update leads set city = 'Rome' where source = $1`, [mark]);
  await kill('matcher', 'mirror', 'runner');
  await reached('heard');
  await kill('runner', 'scheduler', 'dispatcher', 'matcher');
  await reached('over');
}, 420_000);
afterAll(() => end.close());

describe('runs that last, under fire', () => {
  it.each(PHASES)('tell %s of each record, once', async (phase) => {
    const leads = await sql<{ id: string }>('select id from leads where source = $1', [mark]);
    const keys = new Map(toldOf(phase).map(({ webhookId, body }) => [webhookId, told.parse(body).id]));
    expect([...keys.values()].toSorted()).toEqual(leads.map(({ id }) => id).toSorted());
  });
  it('are all over, completed, and the history has each step once', async () => {
    const runs = await until('all runs in the history', async () => {
      const { body } = await call('GET', `/api/runs?definitionId=${definitionId}&status=completed&limit=100`);
      const page = z.looseObject({ runs: z.array(z.looseObject({ id: z.string() })) }).parse(body);
      return page.runs.length >= RECORDS ? page.runs : undefined;
    });
    expect(runs).toHaveLength(RECORDS);
  });
});
