/** Shows on MongoDB that runs are read newest first, page by page, by an index, and never another tenant's. */
import { randomUUID } from 'node:crypto';
import { connectMongo, ensureIndexes, type MongoConnection } from '@upshot/mongo';
import type { Db } from 'mongodb';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { z } from 'zod';
import {
  createHistoryReader,
  historyIndexes,
  project,
  RUN_HISTORY,
  toDocument,
  type HistoryDocument,
  type HistoryReader,
  type RunHistory,
} from './index.ts';
import { wholeRun } from './testing/events.ts';

const planSchema = z.object({ queryPlanner: z.object({ winningPlan: z.unknown() }) });

let mongo: MongoConnection;
let db: Db;
let reader: HistoryReader;

const [mine, other] = [{ tenantId: 't1' }, { tenantId: 't2' }];

/** A run of tenant and definition that began at `startMs`; runs that began together follow their ids. */
function historyOf(
  runId: string,
  tenantId: string,
  definitionId: string,
  startMs: number,
): readonly RunHistory[] {
  const history = wholeRun(runId, { tenantId, definitionId, startMs }).reduce<RunHistory | null>(
    project,
    null,
  );
  return history === null ? [] : [history];
}

beforeAll(async () => {
  mongo = await connectMongo({ url: inject('engines').mongo, appName: 'history-test' });
  db = mongo.client.db(`history_${randomUUID().slice(0, 8)}`);
  await ensureIndexes(db, historyIndexes);
  const histories = [
    ...Array.from({ length: 25 }, (_, index) =>
      historyOf(`r${index + 10}`, 't1', index % 2 ? 'odd' : 'even', index),
    ),
    historyOf('theirs', 't2', 'odd', 5),
  ].flat();
  await db
    .collection<HistoryDocument>(RUN_HISTORY)
    .insertMany(histories.map((history) => toDocument(history, 'test')));
  reader = createHistoryReader(db);
});
afterAll(async () => {
  await db.dropDatabase();
  await mongo.close();
});

const ids = (runs: readonly RunHistory[]) => runs.map(({ runId }) => runId);

describe('listRuns', () => {
  it('gives the newest first, page by page, with the total', async () => {
    const first = await reader.listRuns(mine, { page: 1, limit: 10 });
    const third = await reader.listRuns(mine, { page: 3, limit: 10 });
    expect([first.total, third.total]).toEqual([25, 25]);
    expect(ids(first.runs)).toEqual(['r34', 'r33', 'r32', 'r31', 'r30', 'r29', 'r28', 'r27', 'r26', 'r25']);
    expect(ids(third.runs)).toEqual(['r14', 'r13', 'r12', 'r11', 'r10']);
    expect(ids((await reader.listRuns(mine, { page: 4, limit: 10 })).runs)).toEqual([]);
  });
  it('gives the runs of one definition', async () => {
    const { runs, total } = await reader.listRuns(mine, { definitionId: 'odd', page: 1, limit: 3 });
    expect([total, ids(runs)]).toEqual([12, ['r33', 'r31', 'r29']]);
  });
  it("never gives another tenant's", async () => {
    expect(ids((await reader.listRuns(other, { definitionId: 'odd', page: 1, limit: 50 })).runs)).toEqual([
      'theirs',
    ]);
    expect(await reader.listRuns({ tenantId: 't3' }, { page: 1, limit: 50 })).toEqual({ runs: [], total: 0 });
  });
  it.each([
    [0, 0, 1],
    [-3, -1, 1],
    [1, 1e9, 25],
  ])('keeps page %d of %d within bounds', async (page, limit, length) => {
    expect((await reader.listRuns(mine, { page, limit })).runs.length).toBe(length);
  });
  it.each([{}, { definitionId: 'odd' }])('is answered by an index: %j', async (more) => {
    const plan = await db
      .collection(RUN_HISTORY)
      .find({ tenantId: 't1', ...more })
      .sort({ startedAtMs: -1, _id: -1 })
      .explain('queryPlanner');
    const winning = JSON.stringify(planSchema.parse(plan).queryPlanner.winningPlan);
    expect(winning).toContain('IXSCAN');
    expect(winning).not.toMatch(/"stage":"(COLLSCAN|SORT)"/u);
  });
});

describe('findRun', () => {
  it('gives a run with its steps', async () => {
    const run = await reader.findRun(mine, 'r10');
    expect(run).toMatchObject({ runId: 'r10', status: 'completed', durationMs: 20 });
    expect(run?.steps).toMatchObject([
      { stepId: 's0', status: 'completed', output: { status: 200 }, durationMs: 5 },
      { stepId: 's1', status: 'completed', output: { status: 200 }, durationMs: 5 },
    ]);
  });
  it.each([
    ["another tenant's run", other, 'r10'],
    ['no run', mine, 'nothing'],
    ['an operator in place of an id', mine, '{"$ne":null}'],
  ])('gives null for %s', async (_, tenant, runId) => {
    expect(await reader.findRun(tenant, runId)).toBeNull();
  });
});

describe('a receipt with keys that MongoDB reserves', () => {
  it('comes back as it was', async () => {
    const output = { $ref: 'x', $id: 1, 'a.b': { $where: 'c' }, '': 0, 'nul\0': true };
    const [history] = historyOf('odd-keys', 't4', 'd', 1).map((run) => ({
      ...run,
      steps: run.steps.map((step) => ({ ...step, output })),
    }));
    if (history === undefined) expect.unreachable();
    await db.collection<HistoryDocument>(RUN_HISTORY).insertOne(toDocument(history, 'test'));
    expect(await reader.findRun({ tenantId: 't4' }, 'odd-keys')).toEqual(history);
  });
});
