/** Shows on MongoDB that settled tasks get a date to be forgotten at, each tenant's by its own days, also where another write takes it away. */
import { randomUUID } from 'node:crypto';
import { connectMongo, ensureIndexes, type MongoConnection } from '@upshot/mongo';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createTaskProjection, createTaskStore, dateSettledTasks, taskIdOf, TASKS } from './index.ts';
import { taskEventsOf } from './testing/events.ts';

let mongo: MongoConnection;
beforeAll(async () => {
  const url = new URL(inject('engines').mongo);
  url.pathname = `/t_${randomUUID().replaceAll('-', '')}`;
  mongo = await connectMongo({ url: url.href, appName: 'test' });
  await ensureIndexes(mongo.db, [TASKS]);
});
afterAll(async () => {
  await mongo.db.dropDatabase();
  await mongo.close();
});

/** Ahead, so that nothing is forgotten while the test looks. */
const SETTLED_MS = Date.parse('2100-01-01');
const DAY_MS = 86_400_000;
const DAYS = new Map([
  ['seven', 7],
  ['thirty', 30],
]);
const dated = () => dateSettledTasks(mongo.db, async (tenantId) => DAYS.get(tenantId) ?? 1);
const documents = () => mongo.db.collection<{ _id: string; expireAt?: Date }>(TASKS.collection);
const daysOf = async (taskId: string) =>
  ((await documents().findOne({ _id: taskId }))?.expireAt?.getTime() ?? Infinity) / DAY_MS -
  SETTLED_MS / DAY_MS;

/** Tasks of a tenant, of one kind of end each. */
async function tasksOf(tenantId: string) {
  const [open, ...ended] = Array.from({ length: 5 }, () => randomUUID());
  const [first = '', second = '', third = '', fourth = ''] = ended;
  const events = [open ?? '', ...ended].map((stepId) => taskEventsOf(stepId, tenantId).started(2, 1_000));
  const ends = [
    taskEventsOf(first, tenantId).answered(3, SETTLED_MS, 'approved', {
      by: 'ann',
      at: '2030-01-01T00:00:00Z',
    }),
    taskEventsOf(second, tenantId).answered(3, SETTLED_MS, 'rejected', {
      by: 'ann',
      at: '2030-01-01T00:00:00Z',
    }),
    taskEventsOf(third, tenantId).expired(3, SETTLED_MS),
    taskEventsOf(fourth, tenantId).cancelled(3, SETTLED_MS),
  ];
  const unreadable: unknown[] = [];
  await createTaskProjection(mongo.db).apply([...events, ...ends], (event) => unreadable.push(event));
  expect(unreadable).toEqual([]);
  return { open: taskIdOf(open ?? ''), ended: ended.map(taskIdOf) };
}

describe('a settled task', () => {
  it('is forgotten after its tenant’s days, however it ended; one that is not settled never', async () => {
    const [seven, thirty] = [await tasksOf('seven'), await tasksOf('thirty')];
    expect(await dated()).toBe(8);
    expect(await dated()).toBe(0);
    for (const taskId of seven.ended) expect(await daysOf(taskId)).toBe(7);
    for (const taskId of thirty.ended) expect(await daysOf(taskId)).toBe(30);
    for (const { open } of [seven, thirty]) expect(await daysOf(open)).toBe(Infinity);
    expect(await createTaskStore(mongo.db).find({ tenantId: 'seven' }, seven.ended[0] ?? '')).toMatchObject({
      status: 'completed',
      settledAtMs: SETTLED_MS,
    });
  });
  it('gets its date again where another write took it away', async () => {
    const { ended } = await tasksOf('seven');
    await dated();
    await documents().updateMany({ _id: { $in: ended } }, { $unset: { expireAt: true } });
    expect(await dated()).toBe(4);
    for (const taskId of ended) expect(await daysOf(taskId)).toBe(7);
  });
  it('gets it however many there are', async () => {
    const tenantId = 'thirty';
    const stepIds = Array.from({ length: 2_100 }, () => randomUUID());
    const events = stepIds.flatMap((stepId) => {
      const each = taskEventsOf(stepId, tenantId);
      return [each.started(2, 1_000), each.cancelled(3, SETTLED_MS)];
    });
    await createTaskProjection(mongo.db).apply(events, () => undefined);
    expect(await dated()).toBe(2_100);
    expect(
      await mongo.db
        .collection(TASKS.collection)
        .countDocuments({ expireAt: null, settledAtMs: { $ne: null } }),
    ).toBe(0);
  });
});
