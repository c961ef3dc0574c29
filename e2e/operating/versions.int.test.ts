/** The versions of a definition: read, compared, put back, and what becomes of runs when it ends. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { z } from 'zod';
import { DEFINITION } from '../../services/definition-api/testing/definition.ts';
import { jobIn, jobOver } from './jobs.ts';
import { openRig, type Rig } from './rig.ts';
import { idOf, WORKFLOW } from '../../services/definition-api/testing/workflow.ts';

const REASON = { reason: 'The old one was better' };
let rig: Rig;
beforeAll(async () => {
  rig = await openRig(inject('engines'));
});
afterAll(async () => {
  await rig.close();
});

const tell = (url: string) => ({ kind: 'action', id: 'tell', action: 'webhook', config: { url } });
const graphOf = (url: string) => ({ ...DEFINITION.graph, nodes: [tell(url)] });
const define = async (): Promise<string> => idOf(await rig.api.writer.post('/api/definitions', DEFINITION));
const change = (id: string, more: object) =>
  rig.api.writer.put(`/api/definitions/${id}`, { ...DEFINITION, ...more });
const read = (id: string, path = '') => rig.api.reader.get(`/api/definitions/${id}/versions${path}`);
const restore = (id: string, version: number, body: object = REASON) =>
  rig.api.writer.post(`/api/definitions/${id}/versions/${version}/restore`, body);
const ASKS = ['"field":"score"', '"field":"gone_score"'] as const;
const SPOILT: unknown = JSON.parse(JSON.stringify(DEFINITION).replace(...ASKS));
/** As if the source mapping had lost a name since the first version was saved. */
const spoil = async (id: string, from: string, to: string): Promise<void> => {
  const found = await rig.api.definitions.findOne({ id });
  const { earlier } = z.object({ earlier: z.array(z.record(z.string(), z.unknown())) }).parse(found);
  const spoilt = earlier.map((each) => ({
    ...each,
    native: String(each['native']).replaceAll(from, to),
    source: String(each['source']).replaceAll(from, to),
  }));
  await rig.api.definitions.updateOne({ id }, { $set: { earlier: spoilt } });
};
const openOf = (definitionId: string) => rig.runs.countDocuments({ definitionId, open: true });

describe('versions', () => {
  it('are numbered, and stay as they were', async () => {
    const id = await define();
    const first = (await read(id, '/1')).body;
    await change(id, { name: 'Second', graph: graphOf('https://example.com/other') });
    await change(id, { name: 'Third' });
    expect((await read(id)).body).toMatchObject({
      versions: [
        { version: 3, name: 'Third', current: true, replacedAt: null },
        { version: 2, name: 'Second', current: false, replacedAt: expect.any(String) },
        { version: 1, name: DEFINITION.name, current: false, module: 'leads', nodeCount: 1 },
      ],
    });
    expect((await read(id, '/1')).body).toEqual({
      ...(typeof first === 'object' ? first : {}),
      current: false,
      replacedAt: expect.any(String),
    });
    expect((await read(id, '/2')).body).toMatchObject({ graph: graphOf('https://example.com/other') });
  });
  it('are compared with the one before, or with any', async () => {
    const id = await define();
    await change(id, { name: 'Second', graph: graphOf('https://example.com/other') });
    await change(id, { name: 'Third' });
    const changed = [{ id: 'tell', places: ['/config/url'] }];
    expect((await read(id, '/2/diff')).body).toMatchObject({
      from: 1,
      to: 2,
      places: ['/name'],
      nodes: { added: [], removed: [], changed },
    });
    expect((await read(id, '/3/diff?from=1')).body).toMatchObject({
      places: ['/name'],
      nodes: { added: [], removed: [], changed: [] },
      edges: { added: [], removed: [] },
    });
    expect(await read(id, '/1/diff')).toMatchObject({ status: 404 });
    expect(await read(id, '/1/diff?from=9')).toMatchObject({ status: 400 });
  });
  it.each(['/0', '/9', '/x', '/1e3', '/99999999999'])('that are not there are 404: %s', async (path) => {
    expect(await read(await define(), path)).toMatchObject({ status: 404 });
  });
  it('are of one tenant alone', async () => {
    expect((await rig.api.other.get(`/api/definitions/${await define()}/versions`)).status).toBe(404);
    expect((await read(randomUUID())).status).toBe(404);
  });
  it('are those of every dialect', async () => {
    const id = idOf(await rig.api.writer.post('/workflows', WORKFLOW));
    await rig.api.writer.put(`/workflows/${id}`, { name: 'renamed' });
    expect((await read(id)).body).toMatchObject({ versions: [{ name: 'renamed' }, { name: WORKFLOW.name }] });
    expect(await restore(id, 1)).toMatchObject({ status: 200, body: { version: 3, restored: 1 } });
    expect((await rig.api.writer.get(`/workflows/${id}`)).body).toMatchObject({
      name: WORKFLOW.name,
      version: 3,
    });
  });
});

describe('a version that is restored', () => {
  it('is the next one, as it was sent then, and in the audit', async () => {
    const id = await define();
    const before = (await rig.api.writer.get(`/api/definitions/${id}`)).body;
    await change(id, { name: 'Second', description: 'other' });
    expect(await restore(id, 1)).toMatchObject({ status: 200, body: { id, version: 3, restored: 1 } });
    expect((await rig.api.writer.get(`/api/definitions/${id}`)).body).toEqual({
      ...(typeof before === 'object' ? before : {}),
      version: 3,
      updatedAt: expect.any(String),
    });
    expect((await read(id, '/2')).body).toMatchObject({ name: 'Second' });
    expect((await rig.api.reader.get(`/api/audit?subject=${id}&verb=restore`)).body).toMatchObject({
      acts: [{ ...REASON, detail: { version: 3, restored: 1 } }],
    });
  });
  it('is published', async () => {
    const id = await define();
    await change(id, { name: 'Second' });
    await restore(id, 1);
    const records = (await rig.api.published()).filter(({ key }) => key?.toString().endsWith(id));
    const last = await rig.api.records.decode(records.at(-1)?.value ?? Buffer.alloc(0));
    expect(JSON.parse(last.document)).toMatchObject({ version: 3, name: DEFINITION.name });
  });
  it('is checked as if it were saved now, and refused alike', async () => {
    const id = await define();
    await change(id, { name: 'Second' });
    await spoil(id, ...ASKS);
    const saved = await rig.api.writer.put(`/api/definitions/${id}`, SPOILT);
    expect(saved).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/trigger/criteria/field', code: 'unknown_field' }] },
    });
    const reply = await restore(id, 1);
    expect([reply.status, reply.body]).toEqual([saved.status, saved.body]);
    expect((await read(id)).body).toMatchObject({ versions: [{ version: 2 }, { version: 1 }] });
    expect((await rig.api.reader.get(`/api/audit?subject=${id}`)).body).toMatchObject({ acts: [] });
  });
  it('is refused where what it starts has come to start it since', async () => {
    const other = await define();
    const start = (definitionId: string) => ({
      start: 'a',
      nodes: [{ kind: 'sub_workflow', id: 'a', definitionId, awaits: true, variables: {} }],
      edges: [],
    });
    const id = idOf(await rig.api.writer.post('/api/definitions', { ...DEFINITION, graph: start(other) }));
    await change(id, {});
    expect((await change(other, { graph: start(id) })).status).toBe(200);
    expect(await restore(id, 1)).toMatchObject({
      status: 422,
      body: { errors: [{ node: 'a', code: 'cycle' }] },
    });
  });
  it('of another dialect is checked by it, and its actions keep their ids', async () => {
    const id = idOf(await rig.api.writer.post('/workflows', WORKFLOW));
    const actionsOf = async () =>
      z.object({ actions: z.unknown() }).parse((await rig.api.writer.get(`/workflows/${id}`)).body);
    const before = await actionsOf();
    await rig.api.writer.put(`/workflows/${id}`, { name: 'renamed', actions: [] });
    expect((await restore(id, 1)).status).toBe(200);
    expect(await actionsOf()).toEqual(before);
    await rig.api.writer.put(`/workflows/${id}`, { name: 'renamed' });
    await spoil(id, `"${WORKFLOW.triggerModule}"`, '"gone_module"');
    expect(await restore(id, 1)).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '/triggerModule' }] },
    });
  });
  it('whose text is kept no longer is put back where it says no more than its definition', async () => {
    const id = await define();
    const workflow = idOf(await rig.api.writer.post('/workflows', WORKFLOW));
    await change(id, { name: 'Second' });
    await rig.api.writer.put(`/workflows/${workflow}`, { name: 'renamed' });
    const found = { id: { $in: [id, workflow] } };
    await rig.api.definitions.updateMany(found, { $unset: { 'earlier.$[].source': '' } });
    expect(await restore(id, 1)).toMatchObject({ status: 200, body: { version: 3 } });
    expect(await restore(workflow, 1)).toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining('kept no longer') },
    });
  });
  it('has to be an earlier one, and needs a reason', async () => {
    const id = await define();
    expect(await restore(id, 1)).toMatchObject({ status: 409 });
    expect(await restore(id, 2)).toMatchObject({ status: 404 });
    await change(id, { name: 'Second' });
    expect(await restore(id, 1, {})).toMatchObject({ status: 400 });
  });
});

describe('a definition that is deleted', () => {
  const remove = (id: string, query = '') => rig.api.writer.delete(`/api/definitions/${id}${query}`);

  it('needs no choice where no runs are open', async () => {
    const id = await define();
    expect(await remove(id)).toMatchObject({ status: 200, body: { id, deleted: true } });
    expect(await remove(id)).toMatchObject({ status: 404 });
  });
  it('needs one where some are', async () => {
    const id = await define();
    await rig.start(id, 3);
    expect(await remove(id)).toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining('drain') },
    });
    expect(await remove(id, '?runs=perhaps')).toMatchObject({ status: 400 });
    expect((await rig.api.writer.get(`/api/definitions/${id}`)).status).toBe(200);
  });
  it('lets its runs go on when it drains', async () => {
    const id = await define();
    const [runId = ''] = await rig.start(id, 3);
    expect(await remove(id, '?runs=drain')).toMatchObject({ status: 200, body: { runs: 'drain' } });
    expect([await rig.hear(), await openOf(id)]).toEqual([0, 3]);
    await rig.fire(runId);
    expect(await openOf(id)).toBe(2);
    expect((await rig.api.writer.get(`/api/definitions/${id}`)).status).toBe(404);
  });
  it('ends them when it cancels, those too that start while it goes', async () => {
    const id = await define();
    await rig.start(id, 10);
    const reply = await remove(id, '?runs=cancel&reason=Season%20is%20over');
    expect(reply).toMatchObject({ status: 200, body: { id, deleted: true, runs: 'cancel' } });
    await rig.start(id, 1);
    const job = await jobOver(rig.api.writer, jobIn(reply.body));
    await rig.hear();
    expect([job.status, job.total, await openOf(id)]).toEqual(['done', 10, 0]);
    expect((await rig.api.reader.get(`/api/audit?subject=${id}`)).body).toMatchObject({
      acts: [{ verb: 'delete', reason: 'Season is over', detail: { runs: 'cancel' } }],
    });
  });
  it('of another dialect is deleted there, and drains', async () => {
    const id = idOf(await rig.api.writer.post('/workflows', WORKFLOW));
    await rig.start(id, 2);
    expect(await remove(id, '?runs=cancel')).toMatchObject({ status: 404 });
    expect(await rig.api.writer.delete(`/workflows/${id}`)).toMatchObject({ status: 200 });
    expect([await rig.hear(), await openOf(id)]).toEqual([0, 2]);
  });
});

describe('a definition that is archived', () => {
  const archive = (id: string, query = '') =>
    rig.api.writer.post(`/api/definitions/${id}/archive${query}`, REASON);

  it('is switched off and stays, until it is activated', async () => {
    const id = await define();
    expect(await archive(id)).toMatchObject({ status: 200, body: { id, archived: true } });
    expect((await rig.api.writer.get(`/api/definitions/${id}`)).body).toMatchObject({ active: false });
    await rig.api.writer.send('POST', `/api/definitions/${id}/activate`);
    expect((await rig.api.writer.get(`/api/definitions/${id}`)).body).toMatchObject({ active: true });
    const document = await rig.api.definitions.findOne({ id });
    expect(document).not.toHaveProperty('archivedAt');
  });
  it('needs a choice where runs are open, and carries it out', async () => {
    const id = await define();
    await rig.start(id, 3);
    expect(await archive(id)).toMatchObject({ status: 409 });
    const reply = await archive(id, '?runs=cancel');
    await jobOver(rig.api.writer, jobIn(reply.body));
    await rig.hear();
    expect(await openOf(id)).toBe(0);
  });
});
