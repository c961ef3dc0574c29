/** Shows on MongoDB that listeners hear of their tenant's runs as they change, once each, over a pause too, by one reader. */
import { randomUUID } from 'node:crypto';
import { connectMongo, ensureIndexes, type MongoConnection } from '@upshot/mongo';
import type { Db } from 'mongodb';
import { afterEach, beforeEach, describe, expect, inject, it, vi } from 'vitest';
import {
  createLiveRuns,
  historyIndexes,
  RUN_HISTORY,
  toDocument,
  type HistoryDocument,
  type ListenOptions,
  type LiveRun,
  type LiveRuns,
  type RunHistory,
} from './index.ts';
import { randomHistory } from './testing/histories.ts';

let mongo: MongoConnection;
let db: Db;
let live: LiveRuns;
const warned: string[] = [];
const log = { warn: (_fields: object, message: string) => void warned.push(message) };
const WAIT = { timeout: 20_000, interval: 20 };

beforeEach(async () => {
  mongo = await connectMongo({ url: inject('engines').mongo, appName: 'live-test' });
  db = mongo.client.db(`live_${randomUUID().slice(0, 8)}`);
  await ensureIndexes(db, historyIndexes);
  live = createLiveRuns(db, { log, kept: 5, retryMs: 10 });
});
afterEach(async () => {
  await live.close();
  await db.dropDatabase();
  await mongo.close();
});

let index = 0;
const run = (more: Partial<RunHistory> = {}): RunHistory => ({
  ...randomHistory((index += 1)),
  tenantId: 't1',
  definitionId: 'd1',
  status: 'completed',
  ...more,
});
const histories = () => db.collection<HistoryDocument>(RUN_HISTORY);
const store = (...runs: readonly RunHistory[]) =>
  histories().insertMany(runs.map((each) => toDocument(each, 'test')));

/** A listener that has begun for sure: it has heard of a run that is stored until it does. */
async function listening(tenantId: string, more: Partial<ListenOptions> = {}) {
  const heard: LiveRun[] = [];
  let resets = 0;
  const stop = live.listen(
    { tenantId },
    { ...more, onRun: (each) => void heard.push(each), onReset: () => void (resets += 1) },
  );
  const ids = () => heard.map(({ run: { runId } }) => runId);
  return { heard, ids, stop, resets: () => resets };
}
/** Waits until the stream is open. */
async function open(): Promise<void> {
  const probe = await listening('probe');
  await vi.waitFor(async () => {
    await store(run({ tenantId: 'probe' }));
    expect(probe.heard.length).toBeGreaterThan(0);
  }, WAIT);
  probe.stop();
}

describe('a listener', () => {
  it('hears of its tenant’s runs and of no other’s, without their steps', async () => {
    const [all, one, other] = [
      await listening('t1'),
      await listening('t1', { definitionId: 'd2' }),
      await listening('t2'),
    ];
    await open();
    const [first, second, theirs] = [run(), run({ definitionId: 'd2' }), run({ tenantId: 't2' })];
    await store(first, second, theirs);
    await vi.waitFor(() => expect(all.ids()).toEqual([first.runId, second.runId]), WAIT);
    await vi.waitFor(() => expect(other.ids()).toEqual([theirs.runId]), WAIT);
    expect(one.ids()).toEqual([second.runId]);
    expect(all.heard.every(({ run: each }) => !('steps' in each))).toBe(true);
    const { _id, ...changed } = toDocument({ ...first, status: 'failed' }, 'test');
    await histories().replaceOne({ _id }, changed);
    await vi.waitFor(() => expect(all.heard.at(-1)?.run.status).toBe('failed'), WAIT);
    all.stop();
    await store(run());
    expect(all.heard.length).toBe(3);
  });
  it('that comes back soon hears what it has missed, from memory', async () => {
    const [stays, goes] = [await listening('t1'), await listening('t1')];
    await open();
    await store(run());
    await vi.waitFor(() => expect(goes.heard.length).toBe(1), WAIT);
    goes.stop();
    const missed = [run(), run()];
    await store(...missed);
    await vi.waitFor(() => expect(stays.heard.length).toBe(3), WAIT);
    const back = await listening('t1', { after: goes.heard[0]?.id });
    expect(back.ids()).toEqual(missed.map(({ runId }) => runId));
    expect(back.resets()).toBe(0);
  });
  it('that comes back late, or to another process, hears it from the store, and then what comes', async () => {
    const goes = await listening('t1');
    await open();
    await store(run());
    await vi.waitFor(() => expect(goes.heard.length).toBe(1), WAIT);
    goes.stop();
    const missed = Array.from({ length: 30 }, () => run());
    await store(...missed);
    const back = await listening('t1', { after: goes.heard[0]?.id });
    await open();
    const next = run();
    await store(next);
    const expected = [...missed, next].map(({ runId }) => runId);
    await vi.waitFor(() => expect(back.ids()).toEqual(expected), WAIT);
    expect(back.resets()).toBe(0);
  });
  it.each(['nonsense', '82', 'ff'.repeat(40)])(
    'with a bookmark that is none is told to read anew: %s',
    async (after) => {
      const back = await listening('t1', { after });
      await vi.waitFor(() => expect(back.resets()).toBe(1), WAIT);
      await open();
      await store(run());
      await vi.waitFor(() => expect(back.heard.length).toBe(1), WAIT);
    },
  );
  it('is told to read anew when the history was put in its place by another', async () => {
    const stays = await listening('t1');
    await open();
    await db.collection('other').insertOne({ a: 1 });
    await db.collection('other').rename(RUN_HISTORY, { dropTarget: true });
    await vi.waitFor(() => expect(stays.resets()).toBeGreaterThan(0), WAIT);
    await open();
    await store(run());
    await vi.waitFor(() => expect(stays.heard.length).toBe(1), WAIT);
  });
  it('shares its reader with all the others', async () => {
    const many = await Promise.all(Array.from({ length: 50 }, () => listening('t1')));
    await open();
    await store(run());
    await vi.waitFor(() => expect(many.every(({ heard }) => heard.length === 1)).toBe(true), WAIT);
    const streams = await db.admin().command({ currentOp: 1, $all: true, 'cursor.tailable': true });
    const ours =
      JSON.stringify(streams).match(new RegExp(`"ns":"${db.databaseName}.run_history"`, 'gu')) ?? [];
    expect(ours.length).toBeLessThanOrEqual(2);
  });
});
