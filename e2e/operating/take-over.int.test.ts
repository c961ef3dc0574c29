/** A new version takes over a thousand waiting runs: planned dry, page by page, each wait with its remaining time. */
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Graph } from '@upshot/definitions';
import { DEFINITION } from '../../services/definition-api/testing/definition.ts';
import { jobIn, jobOver } from './jobs.ts';
import { openRig, type Rig } from './rig.ts';
import { idOf } from '../../services/definition-api/testing/workflow.ts';

const DAY = 86_400_000;
const REASON = { reason: 'A better text' };
let rig: Rig;
beforeAll(async () => {
  rig = await openRig(inject('engines'), {
    jobs: { idleMs: 20, pageSize: 200, runsPerSecond: 1_000_000 },
  });
});
afterAll(async () => {
  await rig.close();
});

const wait = (id: string, days: number) =>
  ({ kind: 'wait', id, until: { kind: 'duration', durationMs: days * DAY } }) as const;
const chain = (...nodes: readonly Graph['nodes'][number][]): Graph => ({
  start: nodes[0]?.id ?? null,
  nodes,
  edges: nodes.slice(1).map(({ id }, at) => ({ from: nodes[at]?.id ?? '', outcome: 'done', to: id })),
});
const FIRST = chain(wait('w', 30), wait('x', 1));
const SECOND = chain(wait('v', 5), wait('y', 1));

/** A definition of two versions, the graphs of which are these. */
async function define(first: Graph, second: Graph): Promise<string> {
  const id = idOf(await rig.api.writer.post('/api/definitions', { ...DEFINITION, graph: first }));
  expect((await rig.api.writer.put(`/api/definitions/${id}`, { ...DEFINITION, graph: second })).status).toBe(
    200,
  );
  return id;
}
const takeOver = (id: string, body: object, version = 2) =>
  rig.api.writer.post(`/api/definitions/${id}/versions/${version}/take-over`, body);
const versionsOf = (definitionId: string) =>
  rig.runs
    .aggregate<{ _id: number; runs: number }>([
      { $match: { definitionId } },
      { $group: { _id: '$version', runs: { $sum: 1 } } },
      { $sort: { _id: 1 } },
    ])
    .toArray();
const stepOf = async (runId: string) => (await rig.store.load([runId])).get(runId)?.state.openSteps[0];

describe('a take-over', () => {
  it('moves a thousand waiting runs, and none of their dates', async () => {
    const id = await define(FIRST, SECOND);
    const ids = await rig.start(id, 1_000, { graph: FIRST });
    const [first = ''] = ids;
    const before = await stepOf(first);
    const report = { runs: 1_000, placed: 1_000, unplaced: 0 };
    const dry = await takeOver(id, { nodes: { w: 'v' }, dryRun: true });
    expect(dry).toMatchObject({
      status: 200,
      body: {
        ...report,
        nodes: [{ version: 1, nodeId: 'w', kind: 'wait', runs: 1_000, to: 'v', problem: null }],
      },
    });
    expect([await rig.hear(), await versionsOf(id)]).toEqual([0, [{ _id: 1, runs: 1_000 }]]);
    const reply = await takeOver(id, { nodes: { w: 'v' }, ...REASON });
    expect(reply).toMatchObject({ status: 202, body: { version: 2, ...report } });
    expect(await jobOver(rig.api.writer, jobIn(reply.body))).toMatchObject({
      status: 'done',
      seen: 1_000,
      told: 1_000,
      unplaced: 0,
    });
    expect(await rig.hear()).toBe(1_000);
    expect(await versionsOf(id)).toEqual([{ _id: 2, runs: 1_000 }]);
    expect(await stepOf(first)).toEqual({ ...before, nodeId: 'v' });
    await rig.fire(first);
    expect((await stepOf(first))?.nodeId).toBe('y');
  });
  it('leaves runs without a place on their version, and says where they stand and why', async () => {
    const id = await define(
      FIRST,
      chain(wait('w', 1), { kind: 'end', id: 'x', status: 'completed', reason: 'r' }),
    );
    const [moved = ''] = await rig.start(id, 4, { graph: FIRST });
    await rig.fire(moved);
    const dry = await takeOver(id, { dryRun: true });
    expect(dry.body).toMatchObject({
      runs: 4,
      placed: 3,
      unplaced: 1,
      nodes: [
        { nodeId: 'w', runs: 3, problem: null },
        { nodeId: 'x', kind: 'wait', runs: 1, problem: 'other_kind' },
      ],
    });
    const reply = await takeOver(id, REASON);
    expect(await jobOver(rig.api.writer, jobIn(reply.body))).toMatchObject({ told: 3, unplaced: 1 });
    await rig.hear();
    expect(await versionsOf(id)).toEqual([
      { _id: 1, runs: 1 },
      { _id: 2, runs: 3 },
    ]);
    expect((await stepOf(moved))?.nodeId).toBe('x');
  });
  it('is of the versions that are named', async () => {
    const id = await define(FIRST, FIRST);
    await rig.api.writer.put(`/api/definitions/${id}`, { ...DEFINITION, graph: FIRST, name: 'Third' });
    await rig.start(id, 2, { graph: FIRST });
    await rig.start(id, 3, { graph: FIRST, definitionVersion: 2 });
    expect((await takeOver(id, { from: [2], dryRun: true }, 3)).body).toMatchObject({ runs: 3 });
    expect((await takeOver(id, { dryRun: true }, 3)).body).toMatchObject({ runs: 5 });
    expect((await takeOver(id, { dryRun: true }, 2)).body).toMatchObject({ runs: 2 });
  });
  it('moves paused runs, which stay paused', async () => {
    const id = await define(FIRST, FIRST);
    const [runId = ''] = await rig.start(id, 1, { graph: FIRST });
    await rig.api.writer.post(`/api/runs/${runId}/pause`, REASON);
    await rig.hear();
    await jobOver(rig.api.writer, jobIn((await takeOver(id, REASON)).body));
    await rig.hear();
    expect(await rig.runs.findOne({ _id: runId })).toMatchObject({ version: 2, status: 'paused' });
  });
  it('that comes again with its key is one job', async () => {
    const id = await define(FIRST, SECOND);
    await rig.start(id, 2, { graph: FIRST });
    const send = () =>
      rig.api.writer.send('POST', `/api/definitions/${id}/versions/2/take-over`, {
        body: JSON.stringify({ nodes: { w: 'v' }, ...REASON }),
        headers: { 'content-type': 'application/json', 'idempotency-key': 'take-1' },
      });
    const first = await send();
    await jobOver(rig.api.writer, jobIn(first.body));
    await rig.hear();
    const second = await send();
    expect([second.status, second.body]).toEqual([202, first.body]);
    expect(await rig.hear()).toBe(0);
  });
  it.each([
    ['a version that is not earlier', { from: [2], ...REASON }, 422, '/from/0'],
    ['a node that is not there', { nodes: { w: 'gone' }, ...REASON }, 422, '/nodes/w'],
    ['no reason', { nodes: { w: 'v' } }, 400, '/reason'],
    ['no place for any run', REASON, 409, '/nodes'],
  ])('is refused for %s', async (_name, body, status, pointer) => {
    const id = await define(FIRST, SECOND);
    await rig.start(id, 1, { graph: FIRST });
    expect(await takeOver(id, body)).toMatchObject({ status, body: { errors: [{ pointer }] } });
  });
  it('of what is not there is 404', async () => {
    const id = await define(FIRST, SECOND);
    expect(await takeOver(id, REASON, 7)).toMatchObject({ status: 404 });
    const path = `/api/definitions/${id}/versions/2/take-over`;
    expect(await rig.api.other.post(path, REASON)).toMatchObject({ status: 404 });
  });
});
