/** Shows on MongoDB that a subject is gone from tasks, that these can still be answered, and that nothing brings it back. */
import { randomUUID } from 'node:crypto';
import { connectMongo, ensureIndexes, type MongoConnection } from '@upshot/mongo';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { completeTask, createTaskProjection, createTaskStore, eraseTasks, taskIdOf, TASKS } from './index.ts';
import { REQUEST, taskEventsOf } from './testing/events.ts';
import { user } from './testing/tasks.ts';

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

const ADA = 'ada "the first" <ada@example.com>';

/** A task of a record; `tell` brings its events in, again too. */
async function newTask(tenantId: string, recordId: string, record: Readonly<Record<string, string>> = {}) {
  const stepId = randomUUID();
  const events = taskEventsOf(stepId, tenantId);
  const started = events.started(2, 1_000, { record, origin: { ...REQUEST.origin, recordId } });
  const tell = () => createTaskProjection(mongo.db).apply([started], () => undefined);
  await tell();
  return { taskId: taskIdOf(stepId), tell };
}
const document = (taskId: string) =>
  mongo.db.collection<{ _id: string }>(TASKS.collection).findOne({ _id: taskId });
const store = () => createTaskStore(mongo.db);
const answer = (tenantId: string, taskId: string, comment: string | null) =>
  store().change({ tenantId }, taskId, (task) =>
    completeTask(task, 'approved', { amount: 1 }, { actor: user('ann'), atMs: 5, comment }),
  );

describe('a subject that is erased', () => {
  it('is gone from the tasks of its record, also when their events come again', async () => {
    const tenantId = randomUUID();
    const [ours, other] = [await newTask(tenantId, 'r1', { name: ADA }), await newTask(tenantId, 'r2')];
    const before = await document(other.taskId);
    await answer(tenantId, ours.taskId, ADA);
    expect(await eraseTasks(mongo.db, { tenantId, module: 'leads', recordId: 'r1', texts: [] })).toBe(1);
    await ours.tell();
    const text = JSON.stringify(await document(ours.taskId));
    for (const trace of ['ada', 'Ada', 'r1', 'amount":1']) expect(text).not.toContain(trace);
    expect(await store().find({ tenantId }, ours.taskId)).toMatchObject({
      status: 'completed',
      answer: { decision: 'approved', by: 'ann', values: {} },
      history: [{ what: 'created' }, { what: 'completed', by: 'ann', comment: null }],
    });
    expect(await document(other.taskId)).toEqual(before);
  });
  it('is gone from tasks that name it elsewhere, escaped or not, and from no other tenant’s', async () => {
    const tenantId = randomUUID();
    const named = await newTask(tenantId, 'r2', { referrer: `by ${ADA}` });
    const titled = await newTask(tenantId, 'r3', { name: ADA.toUpperCase() });
    const foreign = await newTask(randomUUID(), 'r2', { referrer: ADA });
    const before = await document(foreign.taskId);
    const subject = { tenantId, module: 'leads', recordId: 'r1', texts: [ADA] };
    expect(await eraseTasks(mongo.db, subject)).toBe(2);
    for (const { taskId } of [named, titled])
      expect(JSON.stringify(await document(taskId)).toLowerCase()).not.toContain('ada@');
    expect(await document(foreign.taskId)).toEqual(before);
    expect(await eraseTasks(mongo.db, subject)).toBe(0);
  });
  it('leaves a task that can still be answered', async () => {
    const tenantId = randomUUID();
    const { taskId } = await newTask(tenantId, 'r1', { name: ADA });
    await eraseTasks(mongo.db, { tenantId, module: 'leads', recordId: 'r1', texts: [] });
    expect(await answer(tenantId, taskId, null)).toMatchObject({ ok: true, value: { unsent: true } });
  });
});
