/** A person is erased while a run waits for her and services are killed: she hears no more, and no store holds a word of hers. */
import { randomUUID } from 'node:crypto';
import { Binary, MongoClient, type Db } from 'mongodb';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { z } from 'zod';
import { killService } from './support/kill.ts';
import { createDefinition, equals, webhookNode } from './support/native.ts';
import { until } from './support/until.ts';
import { call, sql, type Json } from './support/upshot.ts';
import { openWebhookEnd, type WebhookEnd } from './support/webhook-end.ts';

const mongo = new MongoClient(inject('upshot').mongo);
let db: Db;
let end: WebhookEnd;
beforeAll(async () => {
  await mongo.connect();
  db = mongo.db();
  end = await openWebhookEnd(inject('upshot').hooks);
});
afterAll(async () => {
  await end.close();
  await mongo.close();
});

const erasure = z.looseObject({
  id: z.string(),
  waiting: z.array(z.string()),
  done: z.array(z.looseObject({ part: z.string(), count: z.number() })),
  finishedAt: z.string().nullable(),
});
const runPage = z.looseObject({ runs: z.array(z.looseObject({ id: z.string(), status: z.string() })) });
const runsOf = async (query: string) => runPage.parse((await call('GET', `/api/runs?${query}`)).body).runs;

/** Tells the webhook and an inbox of her, asks a person about her, and would write to her after a day. */
const graphAbout = (name: string): Json => ({
  start: 'p',
  nodes: [
    { kind: 'parallel', id: 'p', arms: ['say', 'note', 'ask', 'wait'] },
    webhookNode('begun', end.url, { to: '{{trigger.email}}', said: 'begun' }),
    {
      kind: 'action',
      id: 'noted',
      action: 'send_notification',
      config: { to: 'ann', title: 'Write to {{trigger.email}}' },
    },
    {
      kind: 'task',
      id: 'asked',
      title: 'Call {{trigger.email}}',
      assignment: { to: 'user', id: 'ann' },
      form: [],
      decisions: ['ok'],
    },
    { kind: 'wait', id: 'waits', until: { kind: 'duration', durationMs: 86_400_000 } },
    webhookNode('late', end.url, { to: '{{trigger.email}}', said: `late of ${name}` }),
  ],
  edges: [
    { from: 'p', outcome: 'say', to: 'begun' },
    { from: 'p', outcome: 'note', to: 'noted' },
    { from: 'p', outcome: 'ask', to: 'asked' },
    { from: 'p', outcome: 'wait', to: 'waits' },
    { from: 'waits', outcome: 'done', to: 'late' },
  ],
});

/** The collections of which a document holds `text`, in bytes as well. */
async function holding(text: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (const { collectionName } of await db.collections())
    for await (const document of db.collection(collectionName).find({}, { promoteBuffers: false }))
      if (textIn(document).includes(text)) found.push(collectionName);
  return [...new Set(found)].toSorted();
}

function textIn(value: unknown): string {
  if (value instanceof Binary) return Buffer.from(value.buffer).toString('latin1');
  if (typeof value !== 'object' || value === null || value instanceof Date) return String(value);
  return Object.entries(value)
    .map(([key, each]) => `${key} ${textIn(each)}`)
    .join('\n');
}

const KEPT = ['effects', 'mirror', 'notifications', 'run_history', 'runs', 'tasks'];
const isEverywhere = (collections: readonly string[]): true | undefined =>
  KEPT.every((each) => collections.includes(each)) ? true : undefined;

async function begin(email: string): Promise<string> {
  const id = randomUUID();
  await createDefinition(
    'About her',
    { module: 'leads', kind: 'created', criteria: equals('id', id), reentry: { policy: 'once_per_record' } },
    graphAbout(id),
  );
  await sql(`insert into leads (id, first_name, last_name, email, score) values ($1, 'Ada', 'Love', $2, 5)`, [
    id,
    email,
  ]);
  await until('the webhook', async () =>
    end.deliveries.some(({ body }) => JSON.stringify(body).includes(email)) ? true : undefined,
  );
  await until(
    'the notification',
    async () => (await db.collection('notifications').findOne({ recordId: id })) ?? undefined,
  );
  await until('the task', async () => (await db.collection('tasks').findOne({ recordId: id })) ?? undefined);
  return id;
}

describe('a person who is erased', () => {
  it('hears no more and is nowhere any more, though services are killed meanwhile', async () => {
    const [email, other] = [`ada-${randomUUID()}@example.com`, `bob-${randomUUID()}@example.com`];
    const [id, otherId] = [await begin(email), await begin(other)];
    const [run] = await runsOf(`recordId=${id}`);
    for (const each of [email, other])
      await until(`all of ${each}`, async () => isEverywhere(await holding(each)));
    await sql('delete from leads where id = $1', [id]);
    const asked = erasure.parse(
      (await call('POST', '/api/erasures', { module: 'leads', recordId: id, texts: [email] })).body,
    );
    for (const service of ['runner', 'run-recorder', 'dispatcher', 'scheduler']) await killService(service);
    const done = await until(
      'the end of the erasure',
      async () => {
        const now = erasure.parse((await call('GET', `/api/erasures/${asked.id}`)).body);
        return now.finishedAt === null ? undefined : now;
      },
      180_000,
    );
    expect(done.waiting).toEqual([]);
    expect(new Set(done.done.map(({ part }) => part))).toEqual(new Set(asked.waiting));
    expect(done.done).toContainEqual(expect.objectContaining({ part: 'runs', count: 1 }));
    expect(await holding(email)).toEqual([]);
    expect((await call('GET', `/api/runs/${run?.id}`)).body).toMatchObject({
      status: 'cancelled',
      recordId: '[erased]',
    });
    expect(isEverywhere(await holding(other))).toBe(true);
    expect(await runsOf(`recordId=${otherId}`)).toMatchObject([{ status: 'running' }]);
  }, 300_000);
});
