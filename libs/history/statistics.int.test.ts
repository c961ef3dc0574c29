/** Shows on MongoDB that hours say what their runs say, kept or counted, also when runs are forgotten or come late. */
import { randomUUID } from 'node:crypto';
import { connectMongo, ensureIndexes, type MongoConnection } from '@upshot/mongo';
import type { Db } from 'mongodb';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { HOUR_MS, hourOf, mergeHours } from './hour.ts';
import {
  createStatistics,
  historyIndexes,
  quantileOf,
  RUN_HISTORY,
  toDocument,
  type HistoryDocument,
  type RunHistory,
} from './index.ts';
import { randomHistory } from './testing/histories.ts';

const NOW = Date.parse('2030-06-01T12:30:00Z');
const NOON = hourOf(NOW);
const tenant = { tenantId: 't1' };
let mongo: MongoConnection;
let db: Db;

beforeEach(async () => {
  mongo = await connectMongo({ url: inject('engines').mongo, appName: 'statistics-test' });
  db = mongo.client.db(`statistics_${randomUUID().slice(0, 8)}`);
  await ensureIndexes(db, historyIndexes);
});
afterEach(async () => {
  await db.dropDatabase();
  await mongo.close();
});

const runOf = (index: number, startedAtMs: number, more: Partial<RunHistory> = {}): RunHistory => ({
  ...randomHistory(index, { tenantId: 't1' }),
  definitionId: 'd1',
  sandbox: false,
  startedAtMs,
  status: 'completed',
  finishedAtMs: startedAtMs + 1_000,
  durationMs: 1_000,
  ...more,
});
/** As the recorder does: it says first which hours it touches. */
async function store(statistics: ReturnType<typeof createStatistics>, runs: readonly RunHistory[]) {
  await statistics.touch(
    runs.flatMap(({ tenantId, definitionId, startedAtMs, finishedAtMs }) =>
      [startedAtMs, finishedAtMs ?? startedAtMs].map((atMs) => ({
        tenantId,
        definitionId,
        hourMs: hourOf(atMs),
      })),
    ),
  );
  await db.collection<HistoryDocument>(RUN_HISTORY).insertMany(runs.map((each) => toDocument(each, 'test')));
}
const all = { definitionId: 'd1', fromMs: NOON - 24 * HOUR_MS, toMs: NOON + HOUR_MS };

describe('statistics', () => {
  it('count the hours that are asked for, by how runs ended, without the sandbox', async () => {
    const statistics = createStatistics(db, () => NOW);
    await store(statistics, [
      runOf(1, NOON - HOUR_MS),
      runOf(2, NOON - 500),
      runOf(3, NOON + 1, { status: 'failed', durationMs: 40_000 }),
      runOf(4, NOON + 2, { status: 'skipped' }),
      runOf(5, NOON + 3, { status: 'cancelled' }),
      runOf(6, NOON + 4, { status: 'running', finishedAtMs: null, durationMs: null }),
      runOf(7, NOON + 5, { sandbox: true }),
      runOf(8, NOON + 6, { definitionId: 'd2' }),
      runOf(9, NOON + 7, { tenantId: 't2' }),
    ]);
    const [eleven, noon, ...more] = await statistics.read(tenant, all);
    expect(more).toEqual([]);
    expect(eleven).toMatchObject({ hourMs: NOON - HOUR_MS, started: 2, completed: 1, failed: 0 });
    expect(noon).toMatchObject({ started: 4, completed: 1, skipped: 1, failed: 1, cancelled: 1 });
    expect(quantileOf(noon?.durations ?? {}, 0.95)).toBeGreaterThan(38_000);
  });
  it('are the same summed up, and stay when the runs are forgotten', async () => {
    let now = NOW;
    const statistics = createStatistics(db, () => now);
    const runs = Array.from({ length: 300 }, (_, index) => ({
      ...randomHistory(index, { tenantId: 't1', spanMs: 20 * HOUR_MS, endMs: NOW }),
      definitionId: 'd1',
    }));
    await store(statistics, runs);
    const counted = await statistics.read(tenant, all);
    now += 4 * HOUR_MS;
    expect(await statistics.sumUp()).toBeGreaterThan(10);
    expect(await statistics.sumUp()).toBe(0);
    expect(await statistics.read(tenant, all)).toEqual(counted);
    await db.collection(RUN_HISTORY).deleteMany({});
    expect(await statistics.read(tenant, all)).toEqual(counted);
    const live = runs.filter(({ sandbox }) => !sandbox);
    expect(mergeHours(counted).started).toBe(live.length);
    expect(mergeHours(counted).failed).toBe(live.filter(({ status }) => status === 'failed').length);
  });
  it('take in what comes late, within a day', async () => {
    let now = NOW;
    const statistics = createStatistics(db, () => now);
    await store(statistics, [runOf(1, NOON)]);
    now += 4 * HOUR_MS;
    await statistics.sumUp();
    await store(
      createStatistics(db, () => now),
      [runOf(2, NOON + 5)],
    );
    expect(await statistics.read(tenant, all)).toMatchObject([{ started: 2, completed: 2 }]);
    await statistics.sumUp();
    expect(await statistics.read(tenant, all)).toMatchObject([{ started: 2, completed: 2 }]);
    now += 48 * HOUR_MS;
    await db.collection(RUN_HISTORY).deleteMany({});
    await store(
      createStatistics(db, () => now),
      [runOf(3, NOON + 6)],
    );
    expect(await statistics.read(tenant, all)).toMatchObject([{ started: 2, completed: 2 }]);
  });
});
