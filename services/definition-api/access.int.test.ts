/** Who may do what: every route by every kind of key, and two tenants that see nothing of each other. */
import { revokeApiKey, SCOPES } from '@upshot/keys';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Route } from './routes/route.ts';
import { openBench, type Bench } from './testing/bench.ts';
import type { Client } from './testing/client.ts';
import { DEFINITION } from './testing/definition.ts';
import { idOf, WORKFLOW } from './testing/workflow.ts';
import { ROUTES } from './topology.ts';

let bench: Bench;
let id: string;
let nativeId: string;
beforeAll(async () => {
  bench = await openBench(inject('engines'));
  id = idOf(await bench.writer.post('/workflows', WORKFLOW));
  nativeId = idOf(await bench.writer.post('/api/definitions', DEFINITION));
});
afterAll(async () => {
  await bench.close();
});

const keyed = ROUTES.flatMap((route) =>
  route.scope === 'public' ? [] : [[`${route.method} ${route.path}`, route] as const],
);

/** A request that would be carried out, were it allowed. */
async function ask(client: Client, route: Route): Promise<number> {
  if (route.method === 'DELETE') await createAnew();
  const own = route.path.startsWith('/api/definitions') ? nativeId : id;
  const path = route.path.replaceAll(/:(\w+)/gu, (_all, name) => (name === 'n' ? '1' : own));
  const body = bodyFor(route);
  const reads = route.method === 'GET' || route.method === 'DELETE';
  const init = reads ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
  return (await client.send(route.method, path, init)).status;
}

async function createAnew(): Promise<void> {
  id = idOf(await bench.writer.post('/workflows', WORKFLOW));
  nativeId = idOf(await bench.writer.post('/api/definitions', DEFINITION));
}

/** What a key with the scope is answered; null where that is for the tests of the route itself, and only that it is let in counts here. */
function allowedStatus({ method, path }: Route): number | null {
  if (path === '/api/events') return 202;
  if (path.endsWith('activate')) return 200;
  if (path.endsWith('runs/:runId')) return 404;
  if (!KNOWN.test(path) || (method === 'PATCH' && path.startsWith('/api/definitions'))) return null;
  return method === 'POST' ? 201 : 200;
}

/** What takes a whole definition or workflow, or shows one. */
const KNOWN = /^(?:\/api)?\/workflows|^\/api\/definitions(?:\/:id)?$/u;

function bodyFor({ path }: Route): unknown {
  if (path === '/api/events') return [];
  if (path.startsWith('/api/definitions')) return DEFINITION;
  return path.endsWith('/toggle') ? { isActive: false } : WORKFLOW;
}

describe.each(keyed)('%s', (_, route) => {
  it('is 401 without a key and with what is none', async () => {
    const { writer } = bench.keys;
    const revoked = await bench.keyOf('t-one', SCOPES);
    await revokeApiKey(bench.db, { tenantId: 't-one' }, revoked.split('_')[1] ?? '');
    const wrong = `${writer.slice(0, -1)}${writer.endsWith('A') ? 'B' : 'A'}`;
    for (const key of ['', wrong, revoked, 'x', 'upk_../../x_y', 'eyJhbGciOiJub25lIn0.e30.'])
      expect([key === '' ? 'none' : 'bad', await ask(bench.client(key), route)]).toEqual([
        key === '' ? 'none' : 'bad',
        401,
      ]);
  });
  it.each(SCOPES)('asks for its scope: a key that only has %s', async (scope) => {
    const status = await ask(bench.client(await bench.keyOf('t-one', [scope])), route);
    if (scope !== route.scope) expect(status).toBe(403);
    else if (allowedStatus(route) !== null) expect(status).toBe(allowedStatus(route));
    else expect([200, 201, 202, 400, 404, 409, 415, 422]).toContain(status);
  });
  it('is 403 for a read-only key where it writes', async () => {
    const status = await ask(bench.reader, route);
    expect(status === 403).toBe(route.scope.endsWith(':write'));
  });
});

describe('the route table', () => {
  it('has eight routes at each of two mounts of the Workflows API, and two for everybody', () => {
    const at = (mount: string) =>
      keyed.filter(([, { path }]) => new RegExp(`^${mount}(?:/|$)`, 'u').test(path));
    expect([at('/workflows').length, at('/api/workflows').length]).toEqual([8, 8]);
    expect(ROUTES.length - keyed.length).toBe(2);
  });
  it('takes the key under both names of the scheme, in any case', async () => {
    for (const scheme of ['Bearer', 'bearer', 'Zoho-oauthtoken']) {
      const headers = { authorization: `${scheme} ${bench.keys.reader}` };
      expect((await bench.client('').send('GET', '/workflows', { headers })).status).toBe(200);
    }
    const query = await bench.client('').get(`/workflows?authorization=${bench.keys.reader}`);
    expect(query.status).toBe(401);
  });
  it('words refusals as the reference’s clients know them', async () => {
    expect(await bench.client('').get('/workflows')).toMatchObject({
      status: 401,
      body: { statusCode: 401, message: 'Unauthorized' },
    });
    expect(await bench.reader.post('/workflows', WORKFLOW)).toMatchObject({
      status: 403,
      body: { statusCode: 403, message: 'Admin access required', error: 'Forbidden' },
    });
    const blind = bench.client(await bench.keyOf('t-one', ['definitions:write']));
    expect(await blind.get('/workflows')).toMatchObject({
      status: 403,
      body: { message: "You don't have permission to view automation" },
    });
  });
});

describe('two tenants', () => {
  it('with the same requests do not see each other', async () => {
    const [one, two] = [
      bench.client(await bench.keyOf('t-left', SCOPES)),
      bench.client(await bench.keyOf('t-left/x', SCOPES)),
    ];
    const mine = idOf(await one.post('/workflows', WORKFLOW));
    const theirs = idOf(await two.post('/workflows', WORKFLOW));
    const gone = {
      status: 404,
      body: { statusCode: 404, message: 'Workflow not found', error: 'Not Found' },
    };
    for (const [client, foreign] of [
      [one, theirs],
      [two, mine],
    ] as const) {
      expect(await client.get(`/workflows/${foreign}`)).toMatchObject(gone);
      expect(await client.put(`/workflows/${foreign}`, { name: 'taken' })).toMatchObject(gone);
      expect(await client.patch(`/workflows/${foreign}/toggle`, { isActive: false })).toMatchObject(gone);
      expect(await client.delete(`/workflows/${foreign}`)).toMatchObject(gone);
    }
    const listed = async (client: Client) => (await client.get('/workflows')).body;
    expect(await listed(one)).toMatchObject([{ id: mine, name: WORKFLOW.name, isActive: true, version: 1 }]);
    expect(await listed(two)).toMatchObject([
      { id: theirs, name: WORKFLOW.name, isActive: true, version: 1 },
    ]);
  });
  it('may hold definitions with the same id', async () => {
    const mine = idOf(await bench.writer.post('/workflows', WORKFLOW));
    const definitions = bench.db.collection<{ _id: string; id: string }>('definitions');
    const document = await definitions.findOne({ id: mine });
    const twin = { ...document, id: mine, _id: `t-two/${mine}`, tenantId: 't-two' };
    await definitions.insertOne(twin);
    await bench.other.put(`/workflows/${mine}`, { name: 'theirs' });
    expect((await bench.writer.get(`/workflows/${mine}`)).body).toMatchObject({
      name: WORKFLOW.name,
      version: 1,
    });
    expect((await bench.other.get(`/workflows/${mine}`)).body).toMatchObject({ name: 'theirs', version: 2 });
  });
});
