/** The native definitions API over its life: stored, published, versioned, listed, switched, deleted; and what it refuses. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { z } from 'zod';
import { openBench, type Bench } from './testing/bench.ts';
import type { Client } from './testing/client.ts';
import { DEFINITION } from './testing/definition.ts';
import { idOf, WORKFLOW } from './testing/workflow.ts';

const PATH = '/api/definitions';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench(inject('engines'));
});
afterAll(async () => {
  await bench.close();
});

const create = async (more: object = {}, client: Client = bench.writer): Promise<string> =>
  idOf(await client.post(PATH, { ...DEFINITION, ...more }));
const tenant = async (name: string): Promise<Client> =>
  bench.client(await bench.keyOf(name, ['definitions:read', 'definitions:write']));
/** What the topic holds of a definition, newest last. */
async function publishedOf(id: string): Promise<readonly unknown[]> {
  const records = (await bench.published()).filter(({ key }) => key?.toString().endsWith(`/${id}`));
  return Promise.all(
    records.map(async ({ value }) => value && JSON.parse((await bench.records.decode(value)).document)),
  );
}

describe('a definition', () => {
  it('reads back as it was sent, with what the store adds', async () => {
    const reply = await bench.writer.post(PATH, DEFINITION);
    const id = idOf(reply);
    expect(reply).toMatchObject({ status: 201, body: { ...DEFINITION, active: true, version: 1 } });
    expect(reply.headers.get('location')).toBe(`${PATH}/${id}`);
    const read = await bench.reader.get(`${PATH}/${id}`);
    expect(read.body).toEqual(reply.body);
    expect(read.headers.get('etag')).toBe(reply.headers.get('etag'));
  });
  it('is published in the native form, its unsaid parts filled in', async () => {
    const id = await create();
    expect(await publishedOf(id)).toMatchObject([
      {
        tenantId: 't-one',
        id,
        dialect: 'native',
        active: true,
        version: 1,
        trigger: { ...DEFINITION.trigger, name: 'score_changed', maxDepth: 0 },
        graph: DEFINITION.graph,
      },
    ]);
  });
  it('is replaced as a whole, by its next version', async () => {
    const id = await create();
    const { description: _, ...rest } = DEFINITION;
    const reply = await bench.writer.put(`${PATH}/${id}`, { ...rest, name: 'other' });
    expect(reply).toMatchObject({ status: 200, body: { name: 'other', version: 2 } });
    expect(reply.body).not.toHaveProperty('description');
  });
  it('can be sent back as it was read', async () => {
    const id = await create();
    const { body } = await bench.writer.get(`${PATH}/${id}`);
    expect(await bench.writer.put(`${PATH}/${id}`, body)).toMatchObject({
      status: 200,
      body: { version: 2 },
    });
  });
  it('is replaced with If-Match only as long as it is what the client saw', async () => {
    const reply = await bench.writer.post(PATH, DEFINITION);
    const etag = reply.headers.get('etag') ?? '';
    const put = (ifMatch: string) =>
      bench.writer.send('PUT', `${PATH}/${idOf(reply)}`, {
        body: JSON.stringify(DEFINITION),
        headers: { 'content-type': 'application/json', 'if-match': ifMatch },
      });
    expect((await put('"x"')).status).toBe(412);
    expect((await put(`"x", ${etag}`)).status).toBe(200);
    expect(await put(etag)).toMatchObject({ status: 412, body: { title: 'Precondition Failed' } });
    expect((await put('*')).status).toBe(200);
  });
  it('is switched off and on, keeping its version', async () => {
    const id = await create();
    const off = await bench.writer.send('POST', `${PATH}/${id}/deactivate`);
    expect(off).toMatchObject({ status: 200, body: { active: false, version: 1 } });
    expect(await bench.writer.send('POST', `${PATH}/${id}/activate`)).toMatchObject({
      body: { active: true },
    });
    expect((await publishedOf(id)).at(-1)).toMatchObject({ active: true });
  });
  it('is gone when it is deleted, on the topic too', async () => {
    const id = await create();
    expect(await bench.writer.delete(`${PATH}/${id}`)).toMatchObject({
      status: 200,
      body: { id, deleted: true },
    });
    expect((await bench.writer.get(`${PATH}/${id}`)).status).toBe(404);
    expect((await bench.writer.delete(`${PATH}/${id}`)).status).toBe(404);
    expect((await publishedOf(id)).at(-1)).toBeNull();
  });
  it('is created once under an Idempotency-Key', async () => {
    const key = randomUUID();
    const post = (body: object) =>
      bench.writer.send('POST', PATH, {
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json', 'idempotency-key': key },
      });
    const replies = await Promise.all([post(DEFINITION), post(DEFINITION), post(DEFINITION)]);
    expect(new Set(replies.map(idOf)).size).toBe(1);
    expect(replies.filter(({ headers }) => headers.get('idempotent-replayed') === 'true')).toHaveLength(2);
    expect((await post({ ...DEFINITION, name: 'other' })).status).toBe(422);
    await bench.writer.delete(`${PATH}/${idOf(replies[0] ?? expect.unreachable())}`);
    expect((await post(DEFINITION)).status).toBe(409);
  });
  it('of one dialect is none of another', async () => {
    const native = await create();
    const workflow = idOf(await bench.writer.post('/workflows', WORKFLOW));
    expect((await bench.writer.get(`/workflows/${native}`)).status).toBe(404);
    expect((await bench.writer.get(`${PATH}/${workflow}`)).status).toBe(404);
    expect((await bench.writer.send('POST', `${PATH}/${workflow}/deactivate`)).status).toBe(404);
  });
});

const page = z.object({
  definitions: z.array(z.object({ id: z.string(), name: z.string() }).loose()),
  next: z.string().nullable(),
});
const list = async (client: Client, query = '') => page.parse((await client.get(`${PATH}${query}`)).body);

describe('the list', () => {
  it('pages through everything once, whatever is created meanwhile', async () => {
    const client = await tenant('t-pages');
    const ids: string[] = [];
    for (let at = 0; at < 7; at += 1) ids.unshift(await create({ name: `d${at}` }, client));
    const found: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const read = await list(client, `?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`);
      found.push(...read.definitions.map(({ id }) => id));
      cursor = read.next;
      await create({ name: 'meanwhile' }, client);
    }
    expect(found).toEqual(ids);
  });
  it('shows a summary, and only of the module that is asked for', async () => {
    const client = await tenant('t-summary');
    const id = await create({}, client);
    await create({ trigger: { module: 'tasks', kind: 'created' } }, client);
    expect((await list(client, '?module=leads')).definitions).toMatchObject([
      { id, module: 'leads', kind: 'score_changed', nodeCount: 1, active: true, version: 1 },
    ]);
    expect((await list(client, '?module=nothing')).definitions).toEqual([]);
  });
  it.each([
    'limit=0',
    'limit=101',
    'limit=1e9',
    'limit=-1',
    'limit=NaN',
    'limit=1&limit=2',
    'skip=1',
    'x[$gt]=1',
    'cursor=',
    'cursor=abc',
    `cursor=${Buffer.from('[1,"../x"]').toString('base64url')}`,
    `cursor=${Buffer.from('{"$gt":1}').toString('base64url')}`,
    `cursor=${'a'.repeat(201)}`,
  ])('refuses ?%s', async (query) => {
    const name = query.split(/[=[]/u, 1)[0] ?? '';
    expect(await bench.reader.get(`${PATH}?${query}`)).toMatchObject({
      status: 400,
      body: { status: 400, errors: [{ pointer: expect.stringContaining(`/${name}`) }] },
    });
  });
});

describe('two tenants', () => {
  it('with the same requests do not see each other', async () => {
    const [one, two] = [await tenant('t-left'), await tenant('t-left/x')];
    const [mine, theirs] = [await create({}, one), await create({}, two)];
    const gone = { status: 404, body: { status: 404, detail: 'Definition not found' } };
    for (const [client, foreign] of [
      [one, theirs],
      [two, mine],
    ] as const) {
      expect(await client.get(`${PATH}/${foreign}`)).toMatchObject(gone);
      expect(await client.put(`${PATH}/${foreign}`, DEFINITION)).toMatchObject(gone);
      expect(await client.delete(`${PATH}/${foreign}`)).toMatchObject(gone);
      expect(await client.send('POST', `${PATH}/${foreign}/deactivate`)).toMatchObject(gone);
    }
    expect((await list(one)).definitions.map(({ id }) => id)).toEqual([mine]);
    expect((await list(two)).definitions.map(({ id }) => id)).toEqual([theirs]);
  });
});

describe('a body that is wrong leaves everything as it is', () => {
  let id: string;
  let before: unknown;
  const stored = () => bench.definitions.find().sort({ _id: 1 }).toArray();
  beforeAll(async () => {
    id = await create();
    before = await stored();
  });
  it.each<[string, string, number, string]>([
    ['empty', '', 400, ''],
    ['cut off', '{"name":', 400, ''],
    ['a list', '[]', 400, ''],
    ['a scalar', '1', 400, ''],
    ['BOM', '\ufeff{}', 400, ''],
    ['a key twice', '{"name":"a","name":"b"}', 400, ''],
    ['__proto__', '{"__proto__":{}}', 400, ''],
    ['100,000 deep', `${'['.repeat(100_000)}${']'.repeat(100_000)}`, 400, ''],
    ['a tenant', JSON.stringify({ ...DEFINITION, tenantId: 't-two' }), 400, '/tenantId'],
    ['a status', JSON.stringify({ ...DEFINITION, status: 'published' }), 400, '/status'],
    ['an operator as a name', JSON.stringify({ ...DEFINITION, name: { $ne: null } }), 400, '/name'],
    ['a NUL', JSON.stringify({ ...DEFINITION, name: 'a\0b' }), 400, '/name'],
    [
      'a module that is not there',
      JSON.stringify({ ...DEFINITION, trigger: { module: 'x', kind: 'created' } }),
      422,
      '/trigger/module',
    ],
    [
      'a field that is not there',
      JSON.stringify({
        ...DEFINITION,
        trigger: {
          ...DEFINITION.trigger,
          criteria: {
            kind: 'condition',
            field: 'street',
            operator: 'is_empty',
            operand: null,
            caseSensitive: true,
          },
        },
      }),
      422,
      '/trigger/criteria/field',
    ],
    [
      'a dangling edge',
      JSON.stringify({
        ...DEFINITION,
        graph: { ...DEFINITION.graph, edges: [{ from: 'tell', outcome: 'done', to: 'x' }] },
      }),
      422,
      '/graph/edges/0/to',
    ],
  ])('%s', async (_, body, status, pointer) => {
    for (const [method, path] of [
      ['POST', PATH],
      ['PUT', `${PATH}/${id}`],
    ] as const) {
      const reply = await bench.writer.send(method, path, {
        body,
        headers: { 'content-type': 'application/json' },
      });
      expect(reply.headers.get('content-type')).toContain('application/problem+json');
      expect(reply).toMatchObject({ status, body: { status, errors: [{ pointer }] } });
    }
    expect(await stored()).toEqual(before);
  });
  it.each<[string, string, number]>([
    ['larger than a megabyte', `"${'x'.repeat(1_048_576)}"`, 413],
    ['a form', 'name=x', 415],
  ])('%s', async (name, body, status) => {
    const type = name === 'a form' ? 'application/x-www-form-urlencoded' : 'application/json';
    const reply = await bench.writer.send('POST', PATH, { body, headers: { 'content-type': type } });
    expect(reply).toMatchObject({ status, body: { status } });
  });
  it.each(['x', '../..', 'a%00b', '[object Object]', 'runs'])('an id that can be none: %s', async (bad) => {
    const reply = await bench.writer.get(`${PATH}/${encodeURIComponent(bad)}`);
    expect(reply).toMatchObject({ status: 404, body: { status: 404 } });
  });
  it('a method or a path that is not there', async () => {
    const post = await bench.writer.post(`${PATH}/${id}`, {});
    expect([post.status, post.headers.get('allow')]).toEqual([405, 'HEAD, GET, PUT, PATCH, DELETE']);
    expect(await bench.writer.get('/api/definition')).toMatchObject({
      status: 404,
      body: { title: 'Not Found' },
    });
    expect(await bench.writer.get(`${PATH}/`)).toMatchObject({ status: 404 });
  });
});
