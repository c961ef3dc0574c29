/** Lists of tasks on the real store: inboxes, filters, both orders page by page, by an index, and never another tenant's. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { z } from 'zod';
import { createApiKey, SCOPES } from '@upshot/keys';
import { REQUEST } from '@upshot/tasks/testing';
import { openBench, type Bench } from './testing/bench.ts';
import type { Client } from './testing/client.ts';
import { makeTask } from './testing/task.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench(inject('engines'));
});
afterAll(async () => {
  await bench.close();
});

const page = z.object({
  tasks: z.array(z.object({ id: z.string() }).loose()),
  next: z.string().nullable(),
});
async function list(client: Client, query: string): Promise<z.output<typeof page>> {
  const reply = await client.get(`/api/tasks?${query}`);
  expect(reply.status, JSON.stringify(reply.body)).toBe(200);
  return page.parse(reply.body);
}
const ids = async (client: Client, query: string) => (await list(client, query)).tasks.map(({ id }) => id);
const tenant = async () => {
  const tenantId = `t-${randomUUID().slice(0, 8)}`;
  const key = (user: string, groups: readonly string[]) =>
    createApiKey(bench.db, { tenantId, name: user, scopes: SCOPES, user, groups });
  return {
    tenantId,
    program: bench.client(await bench.keyOf(tenantId, SCOPES)),
    person: async (user: string, ...groups: readonly string[]) => bench.client(await key(user, groups)),
  };
};
const to = (kind: 'user' | 'group' | 'queue', id: string) => ({ assignment: { to: kind, id } });

describe('an inbox', () => {
  it('holds what somebody has and what he could have, and nothing that is over', async () => {
    const { tenantId, program, person } = await tenant();
    const [ann, bob] = [await person('ann', 'sales', 'q1'), await person('bob', 'sales')];
    const made = async (request: object) => makeTask(bench.db, tenantId, request);
    const [forAnn, forBob] = [await made(to('user', 'ann')), await made(to('user', 'bob'))];
    const [forSales, forQueue] = [await made(to('group', 'sales')), await made(to('queue', 'q1'))];
    const [taken, over] = [await made(to('group', 'sales')), await made(to('group', 'sales'))];
    await bob.post(`${taken.path}/claim`, {});
    await ann.post(`${over.path}/reject`, { comment: 'no' });
    const sorted = async (client: Client, query: string) => (await ids(client, query)).toSorted();
    const ofAnn = [forAnn.id, forSales.id, forQueue.id].toSorted();
    expect(await sorted(ann, 'inbox=me')).toEqual(ofAnn);
    expect(await sorted(ann, 'inbox=ann')).toEqual(ofAnn);
    expect(await sorted(program, 'inbox=ann&groups=sales,q1')).toEqual(ofAnn);
    expect(await sorted(bob, 'inbox=me')).toEqual([forBob.id, forSales.id, taken.id].toSorted());
    expect((await bob.get('/api/tasks?inbox=ann')).status).toBe(403);
    expect(await program.get('/api/tasks?inbox=me')).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '/inbox' }] },
    });
  });
});

describe('filters', () => {
  it('leave what is asked for', async () => {
    const { tenantId, program } = await tenant();
    const one = await makeTask(bench.db, tenantId, to('user', 'ann'));
    const other = await makeTask(bench.db, tenantId, {
      ...to('queue', 'q1'),
      origin: { ...REQUEST.origin, module: 'accounts', recordId: 'a1', sandbox: true },
    });
    await program.post(`${one.path}/claim`, { actor: { id: 'ann' } });
    const asked = (query: string) => ids(program, query);
    const [only, sandboxed] = [[one.id], [other.id]];
    for (const query of [
      '',
      'status=claimed',
      'status=open,claimed',
      'user=ann',
      'claimedBy=ann',
      'module=leads',
      `recordId=${one.origin.recordId}`,
      `runId=${one.runId}`,
      `definitionId=${one.origin.definitionId}`,
      'dueBefore=1970-01-01T00:00:10Z',
      'dueAfter=1970-01-01T00:00:09Z',
    ])
      expect(await asked(query), query).toEqual(only);
    for (const query of ['sandbox=true', 'sandbox=any&queue=q1', 'sandbox=any&module=accounts&recordId=a1'])
      expect(await asked(query), query).toEqual(sandboxed);
    for (const query of [
      'status=open',
      'group=ann',
      'user=bob',
      'dueBefore=1970-01-01T00:00:09Z',
      'recordId=x',
    ])
      expect(await asked(query), query).toEqual([]);
    expect(await ids(bench.other, '')).toEqual([]);
  });
  it.each([
    'limit=0',
    'limit=101',
    'limit=1e1',
    'limit=1&limit=2',
    'status=todo',
    'status=',
    'user=',
    'runId=x',
    'dueBefore=tomorrow',
    'sandbox=yes',
    'order=title',
    'skip=1',
    'x[$gt]=1',
    'cursor=',
    'cursor=abc',
    `cursor=${Buffer.from('["created",1,"x"]').toString('base64url')}`,
    `cursor=${Buffer.from(`["due",1,"${'0'.repeat(8)}-0000-4000-8000-000000000000"]`).toString('base64url')}`,
    'user=a&group=b',
  ])('refuse ?%s', async (query) => {
    const name = query.split(/[=[]/u, 1)[0] ?? '';
    expect(await bench.reader.get(`/api/tasks?${query}`)).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: expect.stringContaining(`/${name}`) }] },
    });
  });
});

describe('pages', () => {
  it.each(['created', 'due'])(
    'show everything once, in the order of %s, whatever is made meanwhile',
    async (order) => {
      const { tenantId, program } = await tenant();
      const made: string[] = [];
      // Some of one moment, so that the order within it counts.
      for (let at = 0; at < 9; at += 1)
        made.push((await makeTask(bench.db, tenantId, {}, 1_000 + (at >> 1))).id);
      const found: string[] = [];
      let cursor: string | null = '';
      while (cursor !== null) {
        const read = await list(program, `order=${order}&limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`);
        found.push(...read.tasks.map(({ id }) => id));
        cursor = read.next;
        if (order === 'created') await makeTask(bench.db, tenantId, {}, 2_000);
      }
      expect(found.toSorted()).toEqual(made.toSorted());
    },
  );
});
