/** Shows on MongoDB that a subject is taken out of the history and leaves counters and an entry, and that others hear of it. */
import { randomUUID } from 'node:crypto';
import { UpshotError } from '@upshot/errors';
import { connectMongo, ensureIndexes, type MongoConnection } from '@upshot/mongo';
import type { Db } from 'mongodb';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import {
  createErasures,
  createHistoryReader,
  eraseAgain,
  eraseHistory,
  ERASURES,
  historyIndexes,
  RUN_HISTORY,
  toDocument,
  type DueErasure,
  type HistoryDocument,
  type Remember,
  type RunHistory,
} from './index.ts';
import { randomHistory } from './testing/histories.ts';

let mongo: MongoConnection;
let db: Db;
const tenant = { tenantId: 't1' };
const subject = { module: 'leads', recordId: 'ada-1', texts: ['ada+x@example.com'] };
const NOW = Date.parse('2030-07-01');
const OTHERS = [
  'tasks',
  'mirror',
  'images',
  'waits',
  'dates',
  'ledger',
  'inbox',
  'signals',
  'entries',
] as const;

const runOf = (index: number, more: Partial<RunHistory>): RunHistory => ({
  ...randomHistory(index),
  module: 'leads',
  recordId: `else-${index}`,
  ...more,
});
const steps = randomHistory(1).steps.map((step) => ({ ...step, input: { to: ['Ada+X@example.com'] } }));
const runs = [
  runOf(1, { recordId: 'ada-1' }),
  runOf(2, { recordId: 'ada-1', status: 'failed', error: 'about Ada' }),
  runOf(3, { steps }),
  runOf(4, { recordId: 'ada-1', module: 'contacts' }),
  runOf(5, { recordId: 'ada-1', tenantId: 't2' }),
  runOf(6, { recordId: 'ADA-1' }),
];
const [one, two, three, four, five, six] = runs.map(({ runId }) => runId);

beforeAll(async () => {
  mongo = await connectMongo({ url: inject('engines').mongo, appName: 'erasures-test' });
  db = mongo.client.db(`erasures_${randomUUID().slice(0, 8)}`);
  await ensureIndexes(db, historyIndexes);
  await db
    .collection<HistoryDocument>(RUN_HISTORY)
    .insertMany(runs.map((each) => toDocument(each, 'test', 30)));
});
afterAll(async () => {
  await db.dropDatabase();
  await mongo.close();
});

const erasedIds = async () =>
  (
    await db
      .collection<HistoryDocument>(RUN_HISTORY)
      .find({ erasedAtMs: { $ne: null } })
      .toArray()
  ).map(({ _id }) => _id);

describe('an erasure', () => {
  it('goes through its parts, open runs and then the history first, and ends without the subject', async () => {
    const erasures = createErasures(db, () => NOW);
    const { id, waiting } = await erasures.request(tenant, subject, 'key-1');
    expect(waiting).toEqual(['runs', 'history', ...OTHERS]);
    const told: DueErasure[] = [];
    const others = async (due: DueErasure) => {
      told.push(due);
      return 1;
    };
    const history = (due: DueErasure, remember: Remember) => eraseHistory(db, due, remember, NOW);
    expect(await erasures.workOff('history', history)).toBe(0);
    expect(await erasures.workOff('runs', async () => 0)).toBe(1);
    expect(await erasures.workOff('ledger', others)).toBe(0);
    expect(await erasures.workOff('history', history)).toBe(1);
    expect(new Set(await erasedIds())).toEqual(new Set([one, two, three]));
    expect(await erasures.workOff('mirror', async () => null)).toBe(0);
    expect(await erasures.workOff('inbox', others)).toBe(0);
    for (const part of OTHERS) expect(await erasures.workOff(part, others)).toBe(1);
    expect(await erasures.workOff('ledger', others)).toBe(0);
    const effects = runs.slice(0, 3).flatMap((run) => run.steps.map(({ effectId }) => effectId));
    expect(new Set(told.at(-1)?.effectIds)).toEqual(new Set(effects));
    expect(told.at(-1)).toMatchObject({ erasureId: id, requestedBy: 'key-1' });
    expect(await erasures.find(tenant, id)).toMatchObject({
      requestedBy: 'key-1',
      requestedAtMs: NOW,
      waiting: [],
      finishedAtMs: NOW,
      done: [{ part: 'runs' }, { part: 'history', count: 3 }, ...OTHERS.map((part) => ({ part, count: 1 }))],
    });
    expect(await erasures.find({ tenantId: 't2' }, id)).toBeNull();
    const kept = await db.collection(ERASURES).find({}).toArray();
    expect(JSON.stringify(kept)).not.toMatch(/ada-1|ada\+x|leads|effectIds|runIds/iu);
  });
  it('waits until the runs that were ended for it are in the history to their end, though not for ever', async () => {
    const open = runOf(7, { recordId: 'bob', status: 'running', finishedAtMs: null });
    const histories = db.collection<HistoryDocument>(RUN_HISTORY);
    await histories.insertOne(toDocument(open, 'test', 30));
    const erasures = createErasures(db, () => NOW);
    const erase = (nowMs: number) =>
      erasures.workOff('history', (due, remember) => eraseHistory(db, due, remember, nowMs));
    await erasures.request(tenant, { module: 'leads', recordId: 'bob', texts: [] }, 'key-1');
    await erasures.workOff('runs', async (_due, remember) => {
      await remember({ runIds: [open.runId] });
      return 1;
    });
    expect(await erase(NOW)).toBe(0);
    expect(await erasedIds()).not.toContain(open.runId);
    await histories.updateOne({ _id: open.runId }, { $set: { status: 'cancelled', finishedAtMs: NOW } });
    expect(await erase(NOW)).toBe(1);
    expect(await erasedIds()).toContain(open.runId);
    await erasures.request(tenant, { module: 'leads', recordId: 'bob', texts: [] }, 'key-1');
    await erasures.workOff('runs', async (_due, remember) => {
      await remember({ runIds: ['never recorded'] });
      return 1;
    });
    expect(await erase(NOW)).toBe(0);
    expect(await erase(NOW + 24 * 3_600_000)).toBe(1);
  });
  it('that fails keeps no other waiting, and is done when it no longer does', async () => {
    const erasures = createErasures(db, () => NOW);
    const asked = ['x-1', 'x-2', 'x-3'].map((recordId) =>
      erasures.request(tenant, { module: 'leads', recordId, texts: [] }, 'key-1'),
    );
    await Promise.all(asked);
    const done: string[] = [];
    const failing =
      (failed: string | null) =>
      async ({ recordId }: DueErasure) => {
        if (recordId === failed) throw new UpshotError('store_unavailable', 'away');
        done.push(recordId);
        return 0;
      };
    await expect(erasures.workOff('runs', failing('x-2'))).rejects.toMatchObject({
      code: 'store_unavailable',
    });
    expect(new Set(done)).toEqual(new Set(['x-1', 'x-3']));
    expect(await erasures.workOff('runs', failing(null))).toBe(1);
    expect(done.at(-1)).toBe('x-2');
  });
  it('remembers whose effects to erase before it erases, and goes on where it was cut off', async () => {
    const steps = randomHistory(1).steps.map((step, at) => ({
      ...step,
      effectId: `e${at}`,
      status: 'cancelled' as const,
    }));
    const own = [8, 9].map((index) => runOf(index, { recordId: 'cy', steps }));
    const histories = db.collection<HistoryDocument>(RUN_HISTORY);
    await histories.insertMany(own.map((each) => toDocument(each, 'test', 30)));
    const erasures = createErasures(db, () => NOW);
    const { id } = await erasures.request(tenant, { module: 'leads', recordId: 'cy', texts: [] }, 'key-1');
    await erasures.workOff('runs', async () => 0);
    const cutOff = async () => {
      throw new UpshotError('internal', 'crash');
    };
    const crashing = erasures.workOff('history', (due) => eraseHistory(db, due, cutOff, NOW));
    await expect(crashing).rejects.toMatchObject({ code: 'internal' });
    expect(await histories.countDocuments({ recordId: 'cy' })).toBe(2);
    await histories.updateOne(
      { _id: own[0]?.runId ?? '' },
      { $set: { recordId: '[erased]', erasedAtMs: NOW, steps: [] } },
    );
    await erasures.workOff('history', (due, remember) => eraseHistory(db, due, remember, NOW));
    expect(await histories.countDocuments({ recordId: 'cy' })).toBe(0);
    const effects = steps.map(({ effectId }) => effectId);
    const told: DueErasure[] = [];
    await erasures.workOff('ledger', async (due) => {
      told.push(due);
      return null;
    });
    const ours = told.find(({ erasureId }) => erasureId === id);
    expect(ours).toMatchObject({ effectIds: effects, openEffectIds: effects });
  });
  it('finds a text wherever a run may hold it', async () => {
    const text = 'dee@example.com';
    const act = { by: 'k', reason: `for ${text}` };
    const happening = { seq: 1, atMs: 1, kind: 'run-paused', stepId: null, act: null, detail: {} };
    const [step] = randomHistory(1).steps;
    if (step === undefined) expect.unreachable();
    const holding: readonly Partial<RunHistory>[] = [
      { steps: [{ ...step, input: { to: text } }] },
      { steps: [{ ...step, output: { to: text } }] },
      { steps: [{ ...step, error: { code: 'c', message: text } }] },
      { begunWith: { variables: { to: text }, results: {} } },
      { begunWith: { variables: {}, results: { a: text } } },
      { happenings: [{ ...happening, detail: { to: text } }] },
      { happenings: [{ ...happening, act }] },
      { startedBy: act },
      { endedBy: act },
      { error: `about ${text}` },
      { recordId: text },
    ];
    const tenantId = 'places';
    const own = holding.map((more, at) => runOf(100 + at, { tenantId, ...more }));
    const histories = db.collection<HistoryDocument>(RUN_HISTORY);
    await histories.insertMany(own.map((each) => toDocument(each, 'test', 30)));
    const erasures = createErasures(db, () => NOW);
    await erasures.request(
      { tenantId },
      { module: 'leads', recordId: 'none', texts: [text.toUpperCase()] },
      'key-1',
    );
    await erasures.workOff('runs', async () => 0);
    await erasures.workOff('history', (due, remember) => eraseHistory(db, due, remember, NOW));
    const left = await histories.find({ tenantId }).toArray();
    expect(left.filter((each) => JSON.stringify(each).includes(text)).map(({ _id }) => _id)).toEqual([]);
    expect(left).toHaveLength(holding.length);
  });
  it('leaves the runs, which count as before, and their date to be forgotten at', async () => {
    const run = await createHistoryReader(db).findRun(tenant, two ?? '');
    expect(run).toMatchObject({ status: 'failed', recordId: '[erased]', error: '[erased]' });
    expect(run?.steps.every(({ input }) => input === null)).toBe(true);
    const stored = await db.collection<HistoryDocument>(RUN_HISTORY).findOne({ _id: two ?? '' });
    expect(stored?.expireAt).toBeInstanceOf(Date);
    expect(JSON.stringify(stored)).not.toMatch(/ada-1|about ada|ada\+x/iu);
  });
  it('is made again where the history was made anew', async () => {
    const histories = db.collection<HistoryDocument>('run_history.rebuilt');
    await histories.insertMany(runs.map((each) => toDocument(each, 'test', 30)));
    expect(await eraseAgain(db, 'run_history.rebuilt')).toBe(3);
    const left = await histories.find({ erasedAtMs: null }).toArray();
    expect(new Set(left.map(({ _id }) => _id))).toEqual(new Set([four, five, six]));
  });
});
