/** Tasks over the API, on the real engines: who may do what, forms, changes that must be seen, one winner of many, and no answer lost. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { z } from 'zod';
import { UpshotError } from '@upshot/errors';
import { createApiKey, READ_SCOPES, SCOPES } from '@upshot/keys';
import { createTaskStore } from '@upshot/tasks';
import { openBench, type Bench } from './testing/bench.ts';
import type { Client } from './testing/client.ts';
import { makeTask, mirrorRecord } from './testing/task.ts';
import { decodeAll, readAll } from './testing/topics.ts';

const TENANT = 't-one';
let bench: Bench;
let ann: Client;
let bob: Client;

beforeAll(async () => {
  bench = await openBench(inject('engines'));
  [ann, bob] = await Promise.all([personal('ann', ['sales']), personal('bob', ['sales'])]);
});
afterAll(async () => {
  await bench.close();
});

const personal = async (user: string, groups: readonly string[], tenantId = TENANT): Promise<Client> =>
  bench.client(await createApiKey(bench.db, { tenantId, name: user, scopes: SCOPES, user, groups }));
const newTask = (
  ...more: Parameters<typeof makeTask> extends [unknown, unknown, ...infer Rest] ? Rest : never
) => makeTask(bench.db, TENANT, ...more);
const APPROVED = { decision: 'approved', values: { amount: 7, tier: 'gold' } };

/** What runs are told, as it stands on its topic now. */
const commands = async () => decodeAll(await readAll(bench.bus, bench.commandsTopic), bench.codecs.commands);
const reportsTo = async (runId: string) =>
  (await commands()).filter((command) => command.runId === runId).map(({ reportEffect }) => reportEffect);

describe('a task', () => {
  it('is shown with its form, its record and its history', async () => {
    const { path, id, runId, origin } = await newTask();
    expect(await ann.get(path)).toMatchObject({
      status: 200,
      body: {
        id,
        runId,
        title: 'Approve Ada for 20 %',
        status: 'open',
        assignment: { to: 'group', id: 'sales' },
        module: 'leads',
        recordId: origin.recordId,
        definition: { id: origin.definitionId, version: 3, name: 'Discounts' },
        form: [{ name: 'amount' }, { name: 'tier', choices: ['gold', 'silver'] }],
        decisions: ['approved', 'denied'],
        record: { name: 'Ada' },
        createdAt: '1970-01-01T00:00:01.000Z',
        dueAt: '1970-01-01T00:00:09.000Z',
        history: [{ what: 'created', by: null }],
        changes: { state: 'unknown', fields: [] },
      },
    });
  });
  it('is claimed, released, reassigned: who has it and who had it', async () => {
    const { path } = await newTask();
    expect(await ann.post(`${path}/claim`, {})).toMatchObject({ status: 200, body: { claimedBy: 'ann' } });
    expect(await bob.post(`${path}/claim`, {})).toMatchObject({
      status: 409,
      body: { title: 'Conflict', detail: expect.stringContaining('ann'), task: { by: 'ann' } },
    });
    expect((await bob.post(`${path}/release`, {})).status).toBe(409);
    expect(await ann.post(`${path}/release`, {})).toMatchObject({ status: 200, body: { claimedBy: null } });
    const toBob = { assignment: { to: 'user', id: 'bob' }, comment: 'yours' };
    expect(await ann.post(`${path}/reassign`, toBob)).toMatchObject({
      status: 200,
      body: { assignment: { to: 'user', id: 'bob' }, status: 'open' },
    });
    expect(await ann.post(`${path}/claim`, {})).toMatchObject({ status: 403 });
    const { body } = await bob.post(`${path}/claim`, { comment: 'on it' });
    expect(body).toMatchObject({
      history: [
        { what: 'created' },
        { what: 'claimed', by: 'ann' },
        { what: 'released', by: 'ann' },
        { what: 'reassigned', by: 'ann', comment: 'yours' },
        { what: 'claimed', by: 'bob', comment: 'on it' },
      ],
    });
  });
  it('is completed, and its run hears the answer once', async () => {
    const { path, runId, stepId } = await newTask();
    const reply = await ann.post(`${path}/complete`, { ...APPROVED, comment: 'fine' });
    expect(reply).toMatchObject({
      status: 200,
      body: { status: 'completed', decision: 'approved', answer: { by: 'ann', values: APPROVED.values } },
    });
    const reports = await reportsTo(runId);
    expect(reports).toMatchObject([{ stepId, outcome: 'succeeded', answer: 'approved' }]);
    expect(JSON.parse(reports[0]?.output ?? '')).toMatchObject({ ...APPROVED, by: 'ann', comment: 'fine' });
  });
  it('is rejected, without a form', async () => {
    const { path, runId } = await newTask();
    expect((await ann.post(`${path}/reject`, {})).status).toBe(400);
    expect(await ann.post(`${path}/reject`, { comment: 'not mine' })).toMatchObject({
      status: 200,
      body: { status: 'rejected' },
    });
    expect(await reportsTo(runId)).toMatchObject([{ answer: 'rejected', outcome: 'succeeded' }]);
  });
  it('that is over says who ended it and when, whatever is asked of it', async () => {
    const { path, tell, events } = await newTask();
    await ann.post(`${path}/complete`, APPROVED);
    const over = { status: 409, body: { task: { status: 'completed', by: 'ann', decision: 'approved' } } };
    expect(await bob.post(`${path}/complete`, { decision: 'nothing', values: {} })).toMatchObject(over);
    expect(await bob.post(`${path}/claim`, {})).toMatchObject(over);
    await tell(events.expired(3, 9_000));
    expect(await bob.post(`${path}/claim`, {})).toMatchObject({
      status: 409,
      body: { detail: 'The task was expired at 1970-01-01T00:00:09.000Z', task: { by: null } },
    });
  });
});

describe('an answer that is filled in wrongly', () => {
  it('is refused at each place, and the task stays open', async () => {
    const { path } = await newTask();
    const reply = await ann.post(`${path}/complete`, {
      decision: 'maybe',
      values: { amount: '7', tier: 'tin', more: 1 },
    });
    expect(reply).toMatchObject({ status: 400, body: { title: 'Bad Request' } });
    const { errors } = z.object({ errors: z.array(z.object({ pointer: z.string() })) }).parse(reply.body);
    expect(errors.map(({ pointer }) => pointer)).toEqual([
      '/decision',
      '/values/more',
      '/values/amount',
      '/values/tier',
    ]);
    expect(await ann.get(path)).toMatchObject({ body: { status: 'open' } });
  });
  it.each<[string, unknown, string]>([
    ['no decision', { values: {} }, '/decision'],
    ['values that are none', { decision: 'approved', values: [] }, '/values'],
    ['something else', { ...APPROVED, by: 'ann' }, '/by'],
    ['no object', [], ''],
  ])('because of %s', async (_, body, pointer) => {
    const { path } = await newTask();
    expect(await ann.post(`${path}/complete`, body)).toMatchObject({
      status: 400,
      body: { errors: [{ pointer }] },
    });
  });
});

describe('who may', () => {
  it('is whoever is in the group', async () => {
    const { path } = await newTask();
    const carl = await personal('carl', ['support']);
    for (const act of ['claim', 'complete'])
      expect(await carl.post(`${path}/${act}`, act === 'claim' ? {} : APPROVED)).toMatchObject({
        status: 403,
        body: { detail: 'The task is for members of the group sales' },
      });
  });
  it('is one person with one key', async () => {
    const { path } = await newTask();
    expect(await ann.post(`${path}/claim`, { actor: { id: 'bob' } })).toMatchObject({ status: 403 });
    expect(await ann.post(`${path}/claim`, { actor: { id: 'ann' } })).toMatchObject({ status: 200 });
  });
  it('is whom a program names, where he is in the group as far as it says', async () => {
    const { path } = await newTask();
    const dora = { id: 'dora', groups: ['support'] };
    expect((await bench.writer.post(`${path}/claim`, { actor: dora })).status).toBe(403);
    const named = await bench.writer.post(`${path}/claim`, { actor: { ...dora, groups: ['sales'] } });
    expect(named).toMatchObject({ status: 200, body: { claimedBy: 'dora' } });
    expect(await bench.writer.post(`${path}/complete`, APPROVED)).toMatchObject({ status: 409 });
    expect(await bench.writer.post(`${path}/release`, {})).toMatchObject({ status: 200 });
  });
  it('asks for the scope, and for the tenant', async () => {
    const { path } = await newTask();
    const reader = bench.client(await bench.keyOf(TENANT, READ_SCOPES));
    expect([(await reader.get(path)).status, (await reader.post(`${path}/claim`, {})).status]).toEqual([
      200, 403,
    ]);
    const blind = bench.client(await bench.keyOf(TENANT, ['definitions:read']));
    expect((await blind.get(path)).status).toBe(403);
    for (const act of ['claim', 'release', 'complete', 'reject'])
      expect(
        await bench.other.post(
          `${path}/${act}`,
          act === 'complete' ? APPROVED : act === 'reject' ? { comment: 'x' } : {},
        ),
      ).toMatchObject({ status: 404, body: { detail: 'Task not found' } });
    expect((await bench.other.get(path)).status).toBe(404);
    expect((await ann.get(`/api/tasks/${randomUUID()}`)).status).toBe(404);
    expect((await ann.get('/api/tasks/x')).status).toBe(404);
  });
});

const shown = z.object({
  changes: z.object({ state: z.string(), tag: z.string(), fields: z.array(z.unknown()) }).loose(),
});

describe('what changed on the record', () => {
  const LEAD = { first_name: 'Ada', lead_score: 5 };
  const strict = () => newTask({ acknowledgeChanges: true, record: LEAD });

  it('is shown field by field', async () => {
    const { path, origin } = await newTask({ record: LEAD });
    await mirrorRecord(bench.db, TENANT, origin.recordId, { ...LEAD, lead_score: 9 });
    expect(shown.parse((await ann.get(path)).body).changes).toMatchObject({
      state: 'changed',
      fields: [{ field: 'lead_score', before: 5, now: 9 }],
    });
    expect((await ann.post(`${path}/complete`, APPROVED)).status).toBe(200);
  });
  it('has to be acknowledged where the definition asks for it, as it is now', async () => {
    const { path, origin } = await strict();
    const complete = (acknowledges?: string) =>
      ann.post(`${path}/complete`, { ...APPROVED, ...(acknowledges && { acknowledges }) });
    await mirrorRecord(bench.db, TENANT, origin.recordId, { ...LEAD, lead_score: 9 });
    const { tag } = shown.parse((await ann.get(path)).body).changes;
    await mirrorRecord(bench.db, TENANT, origin.recordId, { ...LEAD, lead_score: 10 });
    expect(await complete()).toMatchObject({ status: 428, body: { changes: { state: 'changed' } } });
    const stale = await complete(tag);
    expect(stale).toMatchObject({ status: 409, body: { changes: { fields: [{ now: 10 }] } } });
    expect((await complete(shown.parse(stale.body).changes.tag)).status).toBe(200);
  });
  it('is nothing to acknowledge where it was only saved again', async () => {
    const { path, origin } = await strict();
    await mirrorRecord(bench.db, TENANT, origin.recordId, LEAD);
    expect((await ann.post(`${path}/complete`, APPROVED)).status).toBe(200);
  });
  it('may be that it is gone; whoever declines need not have seen it', async () => {
    const { path, origin } = await strict();
    await mirrorRecord(bench.db, TENANT, origin.recordId, {}, true);
    expect(await ann.post(`${path}/complete`, APPROVED)).toMatchObject({
      status: 428,
      body: { changes: { state: 'deleted' } },
    });
    expect((await ann.post(`${path}/reject`, { comment: 'gone' })).status).toBe(200);
  });
});

describe('many at once', () => {
  it('complete 50 tasks, two at each: one wins, the other hears who, each run hears one answer', async () => {
    const tasks = await Promise.all(Array.from({ length: 50 }, () => newTask()));
    const replies = await Promise.all(
      tasks.map(({ path }) =>
        Promise.all([
          ann.post(`${path}/complete`, APPROVED),
          bob.post(`${path}/complete`, { ...APPROVED, decision: 'denied' }),
        ]),
      ),
    );
    for (const pair of replies) {
      const [won] = pair.filter(({ status }) => status === 200);
      const [lost] = pair.filter(({ status }) => status === 409);
      const { by, at } = answered.parse(won?.body).answer;
      expect(lost?.body).toMatchObject({ task: { status: 'completed', by, at } });
    }
    const reports = await commands();
    for (const [index, { runId }] of tasks.entries()) {
      const decision = replies[index]?.[0].status === 200 ? 'approved' : 'denied';
      const told = reports.filter((report) => report.runId === runId);
      expect(told.map(({ reportEffect }) => reportEffect?.answer)).toEqual([decision]);
    }
  });
  it('claim one task: one has it', async () => {
    const { path } = await newTask();
    const people = await Promise.all(Array.from({ length: 10 }, (_, at) => personal(`p${at}`, ['sales'])));
    const statuses = (await Promise.all(people.map((each) => each.post(`${path}/claim`, {})))).map(
      ({ status }) => status,
    );
    expect(statuses.toSorted((one, other) => one - other)).toEqual([
      200,
      ...Array.from({ length: 9 }, () => 409),
    ]);
  });
});

describe('an answer that is sent again with its Idempotency-Key', () => {
  const send = (client: Client, path: string, key: string, body: object) =>
    client.send('POST', `${path}/complete`, {
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json', 'idempotency-key': key },
    });

  it('is answered as it was, and reaches the run once', async () => {
    const { path, runId } = await newTask();
    const first = await send(ann, path, 'k1', APPROVED);
    const again = await send(ann, path, 'k1', APPROVED);
    expect([first.status, again.status, again.headers.get('idempotent-replayed')]).toEqual([
      200,
      200,
      'true',
    ]);
    expect(again.body).toEqual(first.body);
    expect(await reportsTo(runId)).toHaveLength(1);
  });
  it('is refused with another body, from another key, and where the header is none', async () => {
    const { path } = await newTask();
    await send(ann, path, 'k1', APPROVED);
    expect((await send(ann, path, 'k1', { ...APPROVED, decision: 'denied' })).status).toBe(409);
    expect((await send(bob, path, 'k1', APPROVED)).status).toBe(409);
    expect((await send(ann, path, 'a key', APPROVED)).status).toBe(400);
  });
});

describe('an answer that could not be sent', () => {
  const SWEEPING = { sweepMs: 50, graceMs: 0 };

  it('because Kafka was away reaches its run when it is back', async () => {
    const { path, runId } = await newTask();
    const cutOff = await bench.startAnother({ kafka: '127.0.0.1:1' });
    const client = cutOff.client(bench.keys.writer);
    expect((await client.post(`${path}/complete`, APPROVED)).status).toBe(200);
    expect((await fetch(`${cutOff.url}/readyz`)).status).toBe(503);
    await cutOff.stop();
    expect(await reportsTo(runId)).toEqual([]);
    const back = await bench.startAnother(SWEEPING);
    await vi.waitFor(async () => expect((await reportsTo(runId)).length).toBeGreaterThan(0), 30_000);
    await back.stop();
  });
  it('for sure is sent again, the same', async () => {
    const { path, id, runId } = await newTask();
    let crashed = 0;
    const crashPoint = (name: string) => {
      if (name === 'definition-api.task-reported' && ++crashed === 1)
        throw new UpshotError('internal', 'a crash between send and mark');
    };
    const crashing = await bench.startAnother({ crashPoint, sweepMs: 600_000 });
    const client = crashing.client(bench.keys.writer);
    expect((await client.post(`${path}/complete`, APPROVED)).status).toBe(200);
    await crashing.stop();
    const next = await bench.startAnother(SWEEPING);
    await vi.waitFor(async () => expect((await reportsTo(runId)).length).toBeGreaterThan(1), 30_000);
    const [first, ...others] = await reportsTo(runId);
    for (const other of others) expect(other).toEqual(first);
    const tasks = createTaskStore(bench.db);
    await vi.waitFor(async () => expect(await tasks.loadUnsent(id)).toBeNull(), 30_000);
    await next.stop();
  });
});

const answered = z.object({ answer: z.object({ by: z.string(), at: z.string() }).loose() });
