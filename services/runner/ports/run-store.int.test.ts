/** Shows that a run's document says where the run stands, for as long as it is open, and that a paused run loses nothing. */
import { randomUUID } from 'node:crypto';
import type { Graph } from '@upshot/definitions';
import { NO_COMMAND, OPEN_RUNS_ORDER, RUNS, type ControlRun, type OpenRun } from '@upshot/schemas';
import { ensureIndexes } from '@upshot/mongo';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { batchOf, openBench, startCommand, WAITING } from '../testing/bench.ts';
import { runCommands } from '../topology.ts';
import { runCollections } from './run-store.ts';

let bench: Awaited<ReturnType<typeof openBench>>;
beforeAll(async () => {
  bench = await openBench(inject('engines'));
  await ensureIndexes(bench.db, runCollections);
});
afterAll(async () => {
  await bench.close();
});

const CONTROL: ControlRun = {
  verb: 'pause',
  by: 'key-1',
  reason: 'a test',
  version: 0,
  graph: null,
  nodes: {},
};
const start = (runId: string) => bench.commands.encode(startCommand(bench.tenantId, runId));
const control = (runId: string, more: Partial<ControlRun> = {}) =>
  bench.commands.encode({
    ...NO_COMMAND,
    tenantId: bench.tenantId,
    runId,
    sentAtMs: 1,
    control: { ...CONTROL, ...more },
  });
const documentOf = (runId: string) => bench.db.collection<OpenRun>(RUNS).findOne({ _id: runId });
const stateOf = async (runId: string) => (await bench.ports.store.load([runId])).get(runId)?.state;

describe('the document of a run', () => {
  it('says what it is of and where it stands, until it is over', async () => {
    const runId = randomUUID();
    await runCommands(batchOf([start(runId)]), bench.ports);
    const begun = await documentOf(runId);
    expect(begun).toMatchObject({
      tenantId: bench.tenantId,
      definitionId: 'd1',
      version: 1,
      module: 'opportunities',
      recordId: 'o1',
      status: 'running',
      startedAtMs: expect.any(Number),
      standing: [{ nodeId: 'w', kind: 'wait' }],
      open: true,
    });
    await runCommands(batchOf([control(runId, { verb: 'cancel' })]), bench.ports);
    const over = await documentOf(runId);
    expect(over).toMatchObject({ status: 'finished', standing: [], startedAtMs: begun?.startedAtMs });
    expect(over).not.toHaveProperty('open');
  });
  it('says that it is of the sandbox, also when it is over', async () => {
    const runId = randomUUID();
    const own = startCommand(bench.tenantId, runId, WAITING, { sandbox: true });
    await runCommands(batchOf([bench.commands.encode(own)]), bench.ports);
    expect(await documentOf(runId)).toMatchObject({ status: 'running', sandbox: true });
    await runCommands(batchOf([control(runId, { verb: 'cancel' })]), bench.ports);
    expect(await documentOf(runId)).toMatchObject({ status: 'finished', sandbox: true });
    const live = randomUUID();
    await runCommands(batchOf([start(live)]), bench.ports);
    expect(await documentOf(live)).not.toHaveProperty('sandbox');
  });
  it('follows it to another version', async () => {
    const runId = randomUUID();
    const graph: Graph = {
      ...WAITING,
      start: 'v',
      nodes: WAITING.nodes.map((node) => ({ ...node, id: 'v' })),
    };
    const taken = { verb: 'take_over', version: 3, graph: JSON.stringify(graph), nodes: { w: 'v' } } as const;
    await runCommands(batchOf([start(runId), control(runId, taken)]), bench.ports);
    expect(await documentOf(runId)).toMatchObject({ version: 3, standing: [{ nodeId: 'v', kind: 'wait' }] });
  });
  it.each([
    ['of a definition', { definitionId: 'd1' }, {}],
    ['of a tenant, from a place on', {}, { definitionId: { $gte: 'd1' }, $or: [{ _id: { $gt: 'a' } }] }],
  ])('is found by the index of open runs, in its order: %s', async (_name, of, beyond) => {
    const filter = { $and: [{ tenantId: bench.tenantId, ...of, open: true as const }, beyond] };
    const runs = bench.db.collection<OpenRun>(RUNS);
    const found = runs.find(filter, { hint: OPEN_RUNS_ORDER }).sort({ definitionId: 1, _id: 1 });
    const plan = JSON.stringify(await found.explain());
    expect(plan).toContain('tenantId_1_definitionId_1__id_1');
    expect(plan).not.toContain('"SORT"');
  });
});

describe('a paused run', () => {
  it('keeps its graph and its record', async () => {
    const runId = randomUUID();
    await runCommands(batchOf([start(runId)]), bench.ports);
    const before = await stateOf(runId);
    await runCommands(batchOf([control(runId)]), bench.ports);
    expect(await stateOf(runId)).toEqual({ ...before, status: 'paused', seq: (before?.seq ?? 0) + 1 });
    expect(await documentOf(runId)).toMatchObject({ status: 'paused', open: true });
  });
});
