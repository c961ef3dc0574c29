/** A definition with every action in the sandbox leaves nothing on any end, while its live twin leaves something on each. */
import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { MongoClient, type Db, type Document } from 'mongodb';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { z } from 'zod';
import { equals } from './support/native.ts';
import { until } from './support/until.ts';
import { call, outbox, sql, type Json } from './support/upshot.ts';

const local = inject('upshot');
const mongo = new MongoClient(local.mongo);
const redis = new Redis(local.redis);
let db: Db;

beforeAll(async () => {
  await mongo.connect();
  db = mongo.db();
});
afterAll(async () => {
  await mongo.close();
  redis.disconnect();
});

const NEW_OWNER = randomUUID();

/** One action of every kind, each with a mark that its end would show. */
const actionsOf = (mark: string): readonly Json[] => [
  { action: 'webhook', config: { url: `${local.hooks}/${mark}`, bodyJson: { mark } } },
  { action: 'send_email', config: { to: 'ann@example.com', subject: mark, body: mark } },
  { action: 'send_notification', config: { userId: mark, title: mark, message: mark } },
  { action: 'update_field', config: { fieldKey: 'company', value: `company ${mark}` } },
  { action: 'add_tag', config: { tag: `tag ${mark}` } },
  { action: 'create_task', config: { title: `task ${mark}` } },
  { action: 'assign_owner', config: { algorithm: 'round_robin', pool: [NEW_OWNER] } },
];

async function create(mark: string, sandbox: boolean, nodes: readonly Json[]): Promise<string> {
  const named = nodes.map((node, at) => ({ kind: 'action', id: `n${at}`, ...node }));
  const edges = named.slice(1).map((_node, at) => ({ from: `n${at}`, outcome: 'done', to: `n${at + 1}` }));
  const answer = await call('POST', '/api/definitions', {
    name: `Twin ${mark}`,
    sandbox,
    trigger: {
      module: 'leads',
      kind: 'created',
      criteria: equals('source', mark),
      reentry: { policy: 'once_per_record' },
    },
    graph: { start: 'n0', nodes: named, edges },
  });
  expect(answer.status).toBe(201);
  return z.looseObject({ id: z.string() }).parse(answer.body).id;
}

/** What each end has of a mark, a record and a definition. */
async function traces(mark: string, leadId: string, run: Document) {
  const { _id: runId, definitionId } = run;
  const holds = (entries: readonly object[]) =>
    entries.filter((each) => JSON.stringify(each).includes(mark)).length;
  const [lead = {}] = await sql('select company, tags, owner_id, upshot_cause from leads where id = $1', [
    leadId,
  ]);
  const [tasks] = await sql<{ n: number }>('select count(*)::int n from tasks where title = $1', [
    `task ${mark}`,
  ]);
  const [written] = await sql<{ n: number }>('select count(*)::int n from upshot.effects where run_id = $1', [
    runId,
  ]);
  return {
    webhooks: holds(await outbox('webhook')),
    mails: holds(await outbox('email')),
    notifications: await db.collection('notifications').countDocuments({ userId: mark }),
    company: lead['company'],
    tags: JSON.stringify(lead['tags']).includes(mark),
    owned: lead['owner_id'] === NEW_OWNER,
    caused: lead['upshot_cause'] !== null,
    tasks: tasks?.n,
    written: written?.n,
    ledger: await db.collection('effects').countDocuments({ definitionId }),
    entries: await db.collection('entries').countDocuments({ definitionId }),
    counters: (await redis.keys(`*${definitionId}*`)).length,
  };
}

async function historyOf(definitionId: string) {
  return until('the run in the history', async () => {
    const run = await db.collection('run_history').findOne({ definitionId, finishedAtMs: { $gt: 0 } });
    return run ?? undefined;
  });
}

async function runTwin(sandbox: boolean) {
  const [mark, leadId] = [randomUUID(), randomUUID()];
  const definitionId = await create(mark, sandbox, actionsOf(mark));
  await sql(
    `insert into leads (id, first_name, last_name, email, source) values ($1, 'Ann', 'Sand', 'ann@example.com', $2)`,
    [leadId, mark],
  );
  const run = await historyOf(definitionId);
  return { run, left: await traces(mark, leadId, run), mark };
}

describe('a definition in the sandbox', () => {
  it('leaves nothing anywhere, though its live twin leaves something on every end', async () => {
    const [described, live] = await Promise.all([runTwin(true), runTwin(false)]);
    expect(described.left).toEqual({
      webhooks: 0,
      mails: 0,
      notifications: 0,
      company: null,
      tags: false,
      owned: false,
      caused: false,
      tasks: 0,
      written: 0,
      ledger: 0,
      entries: 0,
      counters: 0,
    });
    expect(live.left).toMatchObject({
      webhooks: 1,
      mails: 1,
      notifications: 1,
      company: `company ${live.mark}`,
      tags: true,
      owned: true,
      caused: true,
      tasks: 1,
      written: 4,
      ledger: 7,
      entries: 1,
    });
    expect(live.left.counters).toBeGreaterThan(0);
  });
  it('is found in the history, marked, with what it would have done', async () => {
    const { run, mark } = await runTwin(true);
    expect(run).toMatchObject({ sandbox: true, status: 'completed' });
    const outputs = z.array(z.looseObject({ action: z.string(), output: z.string() })).parse(run['steps']);
    expect(outputs).toHaveLength(7);
    for (const { output } of outputs)
      expect(JSON.parse(output)).toMatchObject({ sandbox: true, wouldHave: expect.anything() });
    expect(outputs.filter(({ output }) => output.includes(mark))).toHaveLength(6);
  });
  it('has sub-workflows that are in the sandbox too, whatever they are by themselves', async () => {
    const [mark, leadId] = [randomUUID(), randomUUID()];
    const child = await create(`never ${mark}`, false, actionsOf(mark).slice(0, 1));
    await create(mark, true, [{ kind: 'sub_workflow', definitionId: child, awaits: true, variables: {} }]);
    await sql(`insert into leads (id, first_name, last_name, source) values ($1, 'Ann', 'Sub', $2)`, [
      leadId,
      mark,
    ]);
    const run = await historyOf(child);
    expect(run).toMatchObject({ sandbox: true, status: 'completed' });
    expect((await traces(mark, leadId, run)).webhooks).toBe(0);
  });
});
