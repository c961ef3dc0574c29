/** Graphs over the API: of every node kind, dry and stored, changed in part; and the node and place that a refusal names. */
import { randomUUID } from 'node:crypto';
import { soundGraph } from '@upshot/dialects/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { openBench, type Bench } from './testing/bench.ts';
import type { Client, Reply } from './testing/client.ts';
import { DEFINITION } from './testing/definition.ts';
import { idOf, WORKFLOW } from './testing/workflow.ts';

const PATH = '/api/definitions';
const VALIDATE = `${PATH}/validate`;

let bench: Bench;
let client: Client;
beforeAll(async () => {
  bench = await openBench(inject('engines'));
  client = bench.client(await bench.keyOf('t-graphs', ['definitions:read', 'definitions:write']));
});
afterAll(async () => {
  await bench.close();
});

const create = async (more: object = {}): Promise<string> => {
  const reply = await client.post(PATH, { ...DEFINITION, ...more });
  expect(reply.status).toBe(201);
  return idOf(reply);
};
const sub = (definitionId: string) => ({
  start: 'a',
  nodes: [{ kind: 'sub_workflow', id: 'a', definitionId, awaits: true, variables: {} }],
  edges: [],
});
const patch = (id: string, body: object, headers: Readonly<Record<string, string>> = {}): Promise<Reply> =>
  client.send('PATCH', `${PATH}/${id}`, {
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/merge-patch+json', ...headers },
  });

describe('a graph', () => {
  it('of any nodes is taken and read back as it was sent', async () => {
    const other = await create();
    await fc.assert(
      fc.asyncProperty(soundGraph, async (drawn) => {
        const graph = JSON.parse(JSON.stringify(drawn).replaceAll('"other"', JSON.stringify(other)));
        const body = { ...DEFINITION, graph };
        expect(await client.post(VALIDATE, body)).toMatchObject({
          status: 200,
          body: { valid: true, problems: [] },
        });
        const reply = await client.post(PATH, body);
        expect(reply).toMatchObject({ status: 201, body: { graph } });
        expect(await client.get(`${PATH}/${idOf(reply)}`)).toMatchObject({ status: 200, body: { graph } });
      }),
      { numRuns: 15 },
    );
  });
  it('that leads nowhere is refused, each problem by its node and its place', async () => {
    const graph = {
      start: 's',
      nodes: [
        { kind: 'parallel', id: 's', arms: ['l', 'r'] },
        { kind: 'loop', id: 'o', most: 3 },
        { kind: 'join', id: 'j', of: 'o', needs: 'all' },
      ],
      edges: [
        { from: 's', outcome: 'l', to: 'o' },
        { from: 's', outcome: 'middle', to: 'j' },
      ],
    };
    const problems = [
      { node: 's', pointer: '/graph/edges/1/outcome', code: 'unknown_outcome' },
      { node: 'o', pointer: '/graph/nodes/1', code: 'loop_open' },
      { node: 'j', pointer: '/graph/nodes/2/of', code: 'not_found' },
    ];
    const body = { ...DEFINITION, graph };
    const id = await create();
    expect(await client.post(PATH, body)).toMatchObject({ status: 422, body: { errors: problems } });
    expect(await client.put(`${PATH}/${id}`, body)).toMatchObject({
      status: 422,
      body: { errors: problems },
    });
    expect(await patch(id, { graph })).toMatchObject({ status: 422, body: { errors: problems } });
    expect(await client.post(VALIDATE, body)).toMatchObject({
      status: 200,
      body: { valid: false, problems },
    });
  });
});

describe('a sub-workflow', () => {
  it('may be a definition of another dialect', async () => {
    const id = idOf(await client.post('/workflows', { ...WORKFLOW, triggerModule: 'leads' }));
    await create({ graph: sub(id) });
  });
  it('is refused where nobody has it, somebody else has it, it is gone, or it is of another module', async () => {
    const gone = await create();
    await client.delete(`${PATH}/${gone}`);
    const foreign = idOf(await bench.other.post(PATH, DEFINITION));
    const tasks = await create({ trigger: { module: 'tasks', kind: 'created' } });
    for (const [id, code] of [
      [randomUUID(), 'not_found'],
      ['../x', 'not_found'],
      [gone, 'not_found'],
      [foreign, 'not_found'],
      [tasks, 'not_available'],
    ])
      expect(await client.post(PATH, { ...DEFINITION, graph: sub(id ?? '') })).toMatchObject({
        status: 422,
        body: { errors: [{ node: 'a', pointer: '/graph/nodes/0/definitionId', code }] },
      });
  });
  it('is not the definition itself', async () => {
    const id = await create();
    expect(await patch(id, { graph: sub(id) })).toMatchObject({
      status: 422,
      body: { errors: [{ code: 'cycle' }] },
    });
  });
});

describe('definitions that start one another', () => {
  const rested = (definitionId: string, durationMs = 60_000) => ({
    start: 'w',
    nodes: [{ kind: 'wait', id: 'w', until: { kind: 'duration', durationMs } }, ...sub(definitionId).nodes],
    edges: [{ from: 'w', outcome: 'done', to: 'a' }],
  });
  /** A chain of definitions, each of which starts the one before. */
  const chain = async (from: string, length: number, more: object = {}): Promise<readonly string[]> => {
    const ids = [from];
    for (let made = 1; made < length; made += 1)
      ids.unshift(await create({ graph: sub(ids[0] ?? ''), ...more }));
    return ids;
  };
  const refusal = (ids: readonly string[]) => ({
    status: 422,
    body: {
      errors: [
        {
          node: 'a',
          pointer: '/graph/nodes/0/definitionId',
          code: 'cycle',
          detail: expect.stringContaining([ids.at(-1), ...ids].join(', ')),
        },
      ],
    },
  });

  it.each<[string, number, object]>([
    ['two', 2, {}],
    ['five', 5, {}],
    ['three that are switched off', 3, { active: false }],
    ['three in the sandbox', 3, { sandbox: true }],
  ])('are refused in a circle: %s', async (_, length, more) => {
    const last = await create(more);
    const ids = await chain(last, length, more);
    const [first = ''] = ids;
    expect(await patch(last, { graph: sub(first) })).toMatchObject(refusal(ids));
    expect(await client.put(`${PATH}/${last}`, { ...DEFINITION, graph: sub(first) })).toMatchObject(
      refusal(ids),
    );
    expect(await client.post(`${VALIDATE}?id=${last}`, { ...DEFINITION, graph: sub(first) })).toMatchObject({
      status: 200,
      body: { valid: false, problems: [{ node: 'a', code: 'cycle' }] },
    });
    expect(await client.get(`${PATH}/${last}`)).toMatchObject({ body: { version: 1 } });
  });
  it('are let be in a circle that rests somewhere', async () => {
    const last = await create();
    const first = await create({ graph: rested(last) });
    expect(await patch(last, { graph: sub(first) })).toMatchObject({ status: 200 });
    const other = await create();
    const [start = ''] = await chain(other, 3);
    expect(await patch(other, { graph: rested(start) })).toMatchObject({ status: 200 });
    expect(await patch(other, { graph: rested(start, 59_999) })).toMatchObject({ status: 422 });
  });
  it('count as they are now: a version that came before and what is deleted are none', async () => {
    const last = await create();
    const [first = ''] = await chain(last, 2);
    expect(await patch(first, { graph: DEFINITION.graph })).toMatchObject({ status: 200 });
    expect(await patch(last, { graph: sub(first) })).toMatchObject({ status: 200 });
    const third = await create();
    const [begin = '', middle = ''] = await chain(third, 3);
    await client.delete(`${PATH}/${middle}`);
    expect(await patch(third, { graph: sub(begin) })).toMatchObject({ status: 200 });
  });
  it('of which two are saved at once may pass; whichever is saved next is told', async () => {
    const [one, other] = [await create(), await create()];
    await bench.definitions.updateOne(
      { id: other },
      { $set: { native: JSON.stringify({ ...DEFINITION, graph: sub(one) }) } },
    );
    expect(await patch(one, { graph: sub(other) })).toMatchObject(refusal([other, one]));
  });
  it('in so long a chain that runs would never come to its end are not looked for to the end', async () => {
    const last = await create();
    const [first = ''] = await chain(last, 12);
    expect(await patch(last, { graph: sub(first) })).toMatchObject({ status: 200 });
  });
});

describe('a patch', () => {
  it('changes what it names and nothing else, as the next version', async () => {
    const id = await create();
    const reply = await patch(id, { name: 'Other', description: null, trigger: { reentry: null } });
    const { description: _d, trigger, ...rest } = DEFINITION;
    const { reentry: _r, ...without } = trigger;
    expect(reply).toMatchObject({
      status: 200,
      body: { ...rest, name: 'Other', trigger: without, version: 2 },
    });
    expect(reply.body).not.toHaveProperty('description');
    expect(reply.body).not.toHaveProperty('trigger.reentry');
    expect((await client.get(`${PATH}/${id}`)).body).toEqual(reply.body);
  });
  it('leaves a definition that is switched off switched off, unless it says otherwise', async () => {
    const id = await create({ active: false });
    expect(await patch(id, { name: 'x' })).toMatchObject({ body: { active: false } });
    expect(await patch(id, { active: true })).toMatchObject({ body: { active: true } });
  });
  it('is checked as the whole that it makes', async () => {
    const id = await create();
    expect(await patch(id, { trigger: { kind: 'created' } })).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '/trigger/score', code: 'invalid_value' }] },
    });
    expect(await patch(id, { graph: null })).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '/graph', code: 'required' }] },
    });
    expect(await client.get(`${PATH}/${id}`)).toMatchObject({ body: { ...DEFINITION, version: 1 } });
  });
  it('of one of many at once loses none', async () => {
    const id = await create();
    const patches = [{ name: 'Together' }, { description: 'by two' }, { trigger: { maxDepth: 2 } }];
    const replies = await Promise.all(patches.map((each) => patch(id, each)));
    expect(replies.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(await client.get(`${PATH}/${id}`)).toMatchObject({
      body: { name: 'Together', description: 'by two', trigger: { maxDepth: 2 }, version: 4 },
    });
  });
  it('with If-Match holds only where nothing has changed', async () => {
    const id = await create();
    const etag = (await client.get(`${PATH}/${id}`)).headers.get('etag') ?? '';
    expect((await patch(id, { name: 'a' }, { 'if-match': etag })).status).toBe(200);
    expect((await patch(id, { name: 'b' }, { 'if-match': etag })).status).toBe(412);
  });
  it.each<[string, unknown, number]>([
    ['a list', [], 400],
    ['a text', 'x', 400],
    ['an unknown property', { tenantId: 't-two' }, 400],
    ['an operator as a name', { name: { $ne: null } }, 400],
  ])('that is %s is refused', async (_, body, status) => {
    const id = await create();
    const reply = await client.patch(`${PATH}/${id}`, body);
    expect(reply).toMatchObject({ status, body: { status } });
  });
  it('of what is another’s finds nothing', async () => {
    const foreign = idOf(await bench.other.post(PATH, DEFINITION));
    expect((await patch(foreign, { name: 'mine' })).status).toBe(404);
    expect((await patch(randomUUID(), {})).status).toBe(404);
    expect((await patch('x', {})).status).toBe(404);
  });
});

describe('a dry check', () => {
  const stored = () => bench.definitions.find().sort({ _id: 1 }).toArray();
  it('stores nothing, whatever it says', async () => {
    const before = await stored();
    expect(await client.post(VALIDATE, DEFINITION)).toMatchObject({ status: 200, body: { valid: true } });
    expect(await client.post(VALIDATE, {})).toMatchObject({
      status: 200,
      body: {
        valid: false,
        problems: [{ pointer: '/name' }, { pointer: '/trigger' }, { pointer: '/graph' }],
      },
    });
    expect(await client.post(VALIDATE, [])).toMatchObject({ status: 200, body: { valid: false } });
    expect(await stored()).toEqual(before);
  });
  it('knows the definition in whose place it is to stand', async () => {
    const id = await create();
    const { body } = await client.get(`${PATH}/${id}`);
    expect(await client.post(VALIDATE, body)).toMatchObject({ body: { valid: false } });
    expect(await client.post(`${VALIDATE}?id=${id}`, body)).toMatchObject({ body: { valid: true } });
    expect(await client.post(`${VALIDATE}?id=${id}`, { ...DEFINITION, graph: sub(id) })).toMatchObject({
      body: { valid: false, problems: [{ code: 'cycle', node: 'a' }] },
    });
  });
  it('of what is not there, or asked for otherwise, is refused', async () => {
    expect((await client.post(`${VALIDATE}?id=${randomUUID()}`, DEFINITION)).status).toBe(404);
    expect((await client.post(`${VALIDATE}?id=x`, DEFINITION)).status).toBe(404);
    expect((await client.post(`${VALIDATE}?name=x`, DEFINITION)).status).toBe(400);
    const malformed = await client.send('POST', VALIDATE, {
      body: '{',
      headers: { 'content-type': 'application/json' },
    });
    expect(malformed.status).toBe(400);
    expect((await bench.reader.post(VALIDATE, DEFINITION)).status).toBe(403);
  });
});
