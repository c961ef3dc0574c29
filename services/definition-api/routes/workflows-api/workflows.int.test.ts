/** The eight endpoints of the Workflows API on real engines, as its clients use them. */
import { randomUUID } from 'node:crypto';
import { RUN_HISTORY, toDocument, type RunHistory } from '@upshot/history';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { openBench, type Bench } from '../../testing/bench.ts';
import { idOf, WORKFLOW } from '../../testing/workflow.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench(inject('engines'));
});
afterAll(async () => {
  await bench.close();
});

describe.each(['/workflows', '/api/workflows'])('%s', (base) => {
  it('creates, shows, updates, switches and deletes a workflow', async () => {
    const created = await bench.writer.post(base, WORKFLOW);
    const id = idOf(created);
    expect(created.status).toBe(201);
    expect(created.body).toMatchObject({ ...WORKFLOW, id, version: 1, isActive: true });
    expect(await bench.reader.get(`${base}/${id}`)).toMatchObject({ status: 200, body: created.body });

    const updated = await bench.writer.put(`${base}/${id}`, { name: 'Renamed' });
    expect(updated).toMatchObject({ status: 200, body: { ...WORKFLOW, name: 'Renamed', version: 2 } });

    const toggled = await bench.writer.patch(`${base}/${id}/toggle`, { isActive: false });
    expect(toggled).toMatchObject({ status: 200, body: { isActive: false, version: 2 } });
    const again = await bench.writer.patch(`${base}/${id}/toggle`, { isActive: false });
    expect(again).toMatchObject({ status: 200, body: { isActive: false } });

    expect(await bench.writer.delete(`${base}/${id}`)).toMatchObject({
      status: 200,
      body: { success: true },
    });
    const gone = {
      status: 404,
      body: { statusCode: 404, message: 'Workflow not found', error: 'Not Found' },
    };
    expect(await bench.writer.get(`${base}/${id}`)).toMatchObject(gone);
    expect(await bench.writer.delete(`${base}/${id}`)).toMatchObject(gone);
    expect(await bench.writer.put(`${base}/${id}`, { name: 'n' })).toMatchObject(gone);
    expect(await bench.writer.patch(`${base}/${id}/toggle`, { isActive: true })).toMatchObject(gone);
  });
});

describe('a workflow', () => {
  it('has exactly the members of the reference and of its clients', async () => {
    const { body } = await bench.writer.post('/workflows', WORKFLOW);
    expect(Object.keys(Object(body)).sort()).toEqual(
      ['actions', 'createdAt', 'createdBy', 'description', 'id', 'isActive', 'name', 'triggerFilters']
        .concat(['triggerModule', 'triggerType', 'updatedAt', 'version'])
        .sort(),
    );
    expect(body).toMatchObject({
      actions: [{ workflowId: idOf({ body }), parentActionId: null, branch: null }],
    });
  });
  it('comes back with the ids that the server gave, and its own when actions are not sent', async () => {
    const created = await bench.writer.post('/workflows', WORKFLOW);
    const path = `/workflows/${idOf(created)}`;
    const renamed = await bench.writer.put(path, { name: 'n' });
    expect(Object(renamed.body).actions).toEqual(Object(created.body).actions);
    const replaced = await bench.writer.put(path, renamed.body);
    expect(Object(replaced.body).actions[0].id).not.toBe(Object(created.body).actions[0].id);
    expect(replaced.body).toMatchObject({ version: 3, createdAt: Object(created.body).createdAt });
  });
  it('is listed newest change first, with the number of its actions in place of them', async () => {
    const client = bench.client(await bench.keyOf('t-list', ['definitions:read', 'definitions:write']));
    const ids: string[] = [];
    for (const triggerModule of ['leads', 'contacts', 'leads']) {
      const triggerType = triggerModule === 'leads' ? 'lead_created' : 'contact_created';
      ids.push(idOf(await client.post('/workflows', { ...WORKFLOW, triggerModule, triggerType })));
    }
    const [first, second, third] = ids;
    await client.put(`/workflows/${first}`, { description: 'touched' });
    const listed = async (query: string) => {
      const { body, headers } = await client.get(`/workflows${query}`);
      const found = Array.isArray(body) ? body.map((each: unknown) => idOf({ body: each })) : body;
      return [found, headers.get('x-total-count')];
    };
    expect(await listed('')).toEqual([[first, third, second], null]);
    expect(await listed('?module=leads')).toEqual([[first, third], null]);
    expect(await listed('?module=')).toEqual([[first, third, second], null]);
    expect(await listed('?module=nothing')).toEqual([[], null]);
    expect(await listed('?unknown=1&x[$gt]=1')).toEqual([[first, third, second], null]);
    expect(await listed('?page=2&limit=2')).toEqual([[second], '3']);
    expect(await listed('?limit=2')).toEqual([[first, third], '3']);
    expect(await listed('?page=9')).toEqual([[], '3']);
    expect(await listed('?page=1&limit=1&module=leads')).toEqual([[first], '2']);
    const [item] = Object((await client.get('/workflows')).body);
    expect(item).toMatchObject({ actionCount: 1, version: 2 });
    expect(item).not.toHaveProperty('actions');
  });
});

describe('runs', () => {
  const run = (definitionId: string, startedAtMs: number, more: Partial<RunHistory> = {}): RunHistory => ({
    runId: randomUUID(),
    tenantId: 't-one',
    definitionId,
    definitionVersion: 1,
    definitionName: 'n',
    dialect: 'workflows-api',
    module: 'leads',
    triggerName: 'lead_created',
    recordId: 'r-1',
    positionId: 'p',
    committedAtMs: 1,
    rootRunId: 'root',
    depth: 0,
    traceId: null,
    status: 'completed',
    reason: 'end_of_graph',
    error: null,
    startedAtMs,
    finishedAtMs: startedAtMs + 50,
    durationMs: 50,
    lastSeq: 4,
    missedEvents: 0,
    steps: [],
    version: 1,
    parentRunId: null,
    startedBy: null,
    sandbox: false,
    endedBy: null,
    happenings: [],
    leftOut: { steps: 0, happenings: 0 },
    erasedAtMs: null,
    ...more,
  });
  const record = (...runs: readonly RunHistory[]) =>
    bench.db
      .collection<{ _id: string }>(RUN_HISTORY)
      .insertMany(runs.map((each) => toDocument(each, 'test')));

  it('are listed newest first, page by page', async () => {
    const id = idOf(await bench.writer.post('/workflows', WORKFLOW));
    const runs = [1_000, 3_000, 2_000].map((at) => run(id, at));
    await record(...runs, run(id, 9_000, { tenantId: 't-two' }), run(randomUUID(), 9_000));
    const [oldest, newest, middle] = runs.map(({ runId }) => runId);
    const listed = await bench.reader.get(`/workflows/${id}/runs`);
    expect(listed).toMatchObject({
      status: 200,
      body: { data: [{ id: newest }, { id: middle }, { id: oldest }], total: 3, page: 1, limit: 25 },
    });
    expect(await bench.reader.get(`/workflows/${id}/runs?page=2&limit=2`)).toMatchObject({
      body: { data: [{ id: oldest }], total: 3, page: 2, limit: 2 },
    });
    expect((await bench.reader.get(`/workflows/${id}/runs?limit=100000`)).body).toMatchObject({ limit: 200 });
  });
  it('are shown with their steps in the order in which they started', async () => {
    const id = idOf(await bench.writer.post('/workflows', WORKFLOW));
    const step = {
      nodeKind: 'action',
      effectId: null,
      output: { tag: 'x' },
      error: null,
      attempts: 1,
      dueAtMs: null,
      arms: [],
      answer: null,
      input: null,
      attemptLog: [],
    };
    const failed = { code: 'http_failed', message: 'did not answer' };
    const shown = run(id, 1_000, {
      status: 'failed',
      error: 'did not answer',
      steps: [
        {
          ...step,
          stepId: 's2',
          nodeId: 'a2',
          action: 'webhook',
          status: 'unknown_outcome',
          output: {},
          error: failed,
          startedAtMs: 1_020,
          finishedAtMs: 1_050,
          durationMs: 30,
        },
        {
          ...step,
          stepId: 's1',
          nodeId: 'a1',
          action: 'add_tag',
          status: 'completed',
          startedAtMs: 1_010,
          finishedAtMs: 1_020,
          durationMs: 10,
        },
        {
          ...step,
          stepId: 's3',
          nodeId: 'a3',
          action: 'wait',
          status: 'running',
          startedAtMs: 1_050,
          finishedAtMs: null,
          durationMs: null,
        },
      ],
    });
    await record(shown);
    const { runId } = shown;
    const { status, body } = await bench.reader.get(`/workflows/runs/${runId}`);
    expect({ status, body }).toEqual({
      status: 200,
      body: {
        id: runId,
        workflowId: id,
        triggerModule: 'leads',
        triggerType: 'lead_created',
        triggerEntityId: 'r-1',
        status: 'failed',
        error: 'did not answer',
        startedAt: '1970-01-01T00:00:01.000Z',
        finishedAt: '1970-01-01T00:00:01.050Z',
        durationMs: 50,
        steps: [
          {
            id: 's1',
            runId,
            actionId: 'a1',
            actionType: 'add_tag',
            status: 'completed',
            result: { tag: 'x' },
            error: null,
            startedAt: '1970-01-01T00:00:01.010Z',
            finishedAt: '1970-01-01T00:00:01.020Z',
            durationMs: 10,
          },
          {
            id: 's2',
            runId,
            actionId: 'a2',
            actionType: 'webhook',
            status: 'failed',
            result: {},
            error: 'did not answer',
            startedAt: '1970-01-01T00:00:01.020Z',
            finishedAt: '1970-01-01T00:00:01.050Z',
            durationMs: 30,
          },
          {
            id: 's3',
            runId,
            actionId: 'a3',
            actionType: 'wait',
            status: 'running',
            result: null,
            error: null,
            startedAt: '1970-01-01T00:00:01.050Z',
            finishedAt: null,
            durationMs: null,
          },
        ],
      },
    });
  });
  it('of nobody’s workflow are none, and nobody’s run is not found', async () => {
    const none = { status: 200, body: { data: [], total: 0, page: 1, limit: 25 } };
    const notFound = { status: 404, body: { statusCode: 404, message: 'Run not found', error: 'Not Found' } };
    const foreign = run(randomUUID(), 1, { tenantId: 't-two' });
    await record(foreign, run(randomUUID(), 1, { dialect: 'other' }));
    for (const id of [randomUUID(), 'x', '%00', 'a%2Fb', '%E0%A4%A'])
      expect(await bench.reader.get(`/workflows/${id}/runs`)).toMatchObject(none);
    for (const id of [randomUUID(), 'x', foreign.runId])
      expect(await bench.reader.get(`/workflows/runs/${id}`)).toMatchObject(notFound);
  });
  it('do not collide with workflows by path', async () => {
    expect((await bench.reader.get('/workflows/runs/runs')).body).toMatchObject({ message: 'Run not found' });
    expect((await bench.reader.get('/workflows/runs')).body).toMatchObject({ message: 'Workflow not found' });
    const id = idOf(await bench.writer.post('/workflows', WORKFLOW));
    expect((await bench.reader.get(`/workflows/runs/${id}`)).body).toMatchObject({
      message: 'Run not found',
    });
  });
});
