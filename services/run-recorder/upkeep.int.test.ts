/** Shows on MongoDB that the recorder applies retention to what has ended, sums hours up and erases, while it runs. */
import { randomUUID } from 'node:crypto';
import {
  createErasures,
  createRetentionSettings,
  createStatistics,
  historyIndexes,
  RUN_HISTORY,
  RUN_STATISTICS,
  type HistoryDocument,
} from '@upshot/history';
import { randomHistory } from '@upshot/history/testing/histories';
import { UpshotError } from '@upshot/errors';
import { connectMongo, ensureIndexes, type MongoConnection } from '@upshot/mongo';
import { createTaskProjection, taskIdOf, TASKS } from '@upshot/tasks';
import { taskEventsOf } from '@upshot/tasks/testing';
import { createLogger } from '@upshot/telemetry';
import type { Db } from 'mongodb';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { createHistoryStore } from './ports/history-store.ts';
import { upkeepUntil } from './upkeep.ts';

let mongo: MongoConnection;
let db: Db;
const DAY_MS = 86_400_000;
const tenant = { tenantId: 't1' };
const stopping = new AbortController();
let keeping: Promise<void>;
let nowMs = Date.parse('2030-06-02T00:00:00Z');
const now = () => nowMs;
/** The recorder has come so far. */
let recordedUntilMs = 0;
let asked = 0;
let isBusAway = false;
const runs = Array.from({ length: 40 }, (_, index) => ({
  ...randomHistory(index, { tenantId: index === 0 ? 't2' : 't1', spanMs: DAY_MS, endMs: nowMs - DAY_MS }),
  sandbox: false,
}));

beforeAll(async () => {
  mongo = await connectMongo({ url: inject('engines').mongo, appName: 'upkeep-test' });
  db = mongo.client.db(`upkeep_${randomUUID().slice(0, 8)}`);
  await ensureIndexes(db, [...historyIndexes, TASKS]);
  await createHistoryStore(db).store(runs.map((after) => ({ before: null, after })));
  keeping = upkeepUntil(stopping.signal, {
    db,
    log: createLogger({ service: 'test', level: 'silent' }),
    now,
    hasHandled: async (atMs) => {
      asked += 1;
      if (isBusAway) throw new UpshotError('bus_unavailable', 'away');
      return atMs < recordedUntilMs;
    },
    pauseMs: 20,
  });
});
afterAll(async () => {
  stopping.abort();
  await keeping;
  await db.dropDatabase();
  await mongo.close();
});

const stored = () => db.collection<HistoryDocument>(RUN_HISTORY).find({}).toArray();
const daysOf = ({ finishedAtMs, expireAt }: HistoryDocument) =>
  finishedAtMs === null ? null : ((expireAt?.getTime() ?? 0) - finishedAtMs) / DAY_MS;
const kept = async (tenantId: string) =>
  new Set((await stored()).filter((run) => run.tenantId === tenantId).map(daysOf));

describe('retention', () => {
  it('is thirty days where a tenant says nothing, and lasts while a run does', async () => {
    expect(await kept('t1')).toEqual(new Set([30, null]));
  });
  it('is applied to what has ended when it is changed, of that tenant alone', async () => {
    const settings = createRetentionSettings(db, now);
    await settings.change(tenant, 7, 'key-1');
    await vi.waitFor(async () => expect(await kept('t1')).toEqual(new Set([7, null])), 10_000);
    expect(await kept('t2')).toEqual(new Set([30]));
    expect(await settings.find(tenant)).toBe(7);
  });
  it('is applied once more when nobody stores by the former days any longer', async () => {
    const late = { ...randomHistory(100), status: 'completed' as const, finishedAtMs: nowMs, durationMs: 1 };
    const [document] = await stored();
    if (document === undefined) expect.unreachable();
    await db
      .collection<HistoryDocument>(RUN_HISTORY)
      .insertOne({ ...document, ...late, _id: 'late', tenantId: 't1', steps: [], happenings: [] });
    nowMs += 3 * 60_000;
    await vi.waitFor(async () => expect(await kept('t1')).toEqual(new Set([7, null])), 10_000);
  });
});

interface TaskWithDate {
  readonly _id: string;
  readonly expireAt?: Date;
}

describe('the retention of tasks', () => {
  const SETTLED_MS = nowMs - DAY_MS;
  const tasks = () => db.collection<TaskWithDate>(TASKS.collection);
  async function settledTask(tenantId: string, settle = true): Promise<string> {
    const stepId = randomUUID();
    const events = taskEventsOf(stepId, tenantId);
    const ending = settle ? [events.cancelled(3, SETTLED_MS)] : [];
    await createTaskProjection(db).apply([events.started(2, 1_000), ...ending], () => undefined);
    return taskIdOf(stepId);
  }
  const daysKept = async (taskId: string): Promise<number | null> => {
    const found = await tasks().findOne({ _id: taskId });
    if (found === null) expect.unreachable();
    return found.expireAt === undefined ? null : (found.expireAt.getTime() - SETTLED_MS) / DAY_MS;
  };

  it('is that of the history, from when they are settled, and lasts while they are not', async () => {
    const open = await settledTask('keeps', false);
    const settled = await settledTask('keeps');
    await vi.waitFor(async () => expect(await daysKept(settled)).toBe(30), 10_000);
    expect(await daysKept(open)).toBeNull();
  });
  it('follows a change of the tenant’s days, of that tenant alone', async () => {
    const settled = await settledTask('changes');
    const other = await settledTask('keeps');
    await vi.waitFor(async () => expect(await daysKept(settled)).toBe(30), 10_000);
    await createRetentionSettings(db, now).change({ tenantId: 'changes' }, 7, 'key-1');
    await vi.waitFor(async () => expect(await daysKept(settled)).toBe(7), 10_000);
    expect(await daysKept(other)).toBe(30);
    const later = await settledTask('changes');
    await vi.waitFor(async () => expect(await daysKept(later)).toBe(7), 10_000);
  });
});

describe('upkeep', () => {
  it('sums up hours that are over', async () => {
    await createStatistics(db, now).touch([
      { tenantId: 't1', definitionId: 'd', hourMs: nowMs - DAY_MS - (nowMs % 3_600_000) },
    ]);
    const summed = db.collection(RUN_STATISTICS);
    await vi.waitFor(async () => expect(await summed.countDocuments({ touched: false })).toBe(1), 10_000);
  });
  it('does the rest where one of its chores fails', async () => {
    isBusAway = true;
    const erasures = createErasures(db, now);
    await erasures.request(tenant, { module: 'leads', recordId: 'nobody', texts: [] }, 'key-1');
    await erasures.workOff('runs', async () => 0);
    await vi.waitFor(() => expect(asked).toBeGreaterThan(0), 10_000);
    const hourMs = nowMs - DAY_MS - (nowMs % 3_600_000);
    await createStatistics(db, now).touch([{ tenantId: 't1', definitionId: 'other', hourMs }]);
    const summed = db.collection(RUN_STATISTICS);
    await vi.waitFor(async () => expect(await summed.countDocuments({ touched: false })).toBe(2), 10_000);
    isBusAway = false;
    asked = 0;
  });
  it('erases what is asked for, when all that was sent until then is recorded', async () => {
    const [, run] = runs;
    if (run === undefined) expect.unreachable();
    const { module, recordId } = run;
    const erasures = createErasures(db, now);
    await erasures.request(tenant, { module, recordId, texts: [] }, 'key-1');
    await erasures.workOff('runs', async () => 0);
    await vi.waitFor(() => expect(asked).toBeGreaterThan(2), 10_000);
    expect((await stored()).find(({ _id }) => _id === run.runId)?.recordId).toBe(recordId);
    recordedUntilMs = nowMs + 1;
    await vi.waitFor(async () => {
      const found = (await stored()).find(({ _id }) => _id === run.runId);
      expect(found?.recordId).toBe('[erased]');
    }, 10_000);
  });
});
