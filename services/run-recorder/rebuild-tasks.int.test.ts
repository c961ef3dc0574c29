/** Shows on real engines that lost tasks come back from the topic with the history, that others stay as they are, and that whom was erased stays erased. */
import { createErasures, eraseHistory, RUN_HISTORY, type HistoryDocument } from '@upshot/history';
import { eventsOf } from '@upshot/history/testing';
import type { RunEvent } from '@upshot/schemas';
import { claimTask, createTaskStore, eraseTasks, taskIdOf, TASKS } from '@upshot/tasks';
import { REQUEST, taskEventsOf } from '@upshot/tasks/testing';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { rebuildHistory } from './rebuild-history.ts';
import { openBench } from './testing/bench.ts';

let bench: Awaited<ReturnType<typeof openBench>>;
const SOON = { timeout: 30_000, interval: 100 };
const STEPS = { ada: randomUUID(), bob: randomUUID(), cy: randomUUID() };
const runIdOf = (name: string) => `${bench.name}-${name}`;

/** A run on the record `name`, with a task that is open. */
function runOf(name: keyof typeof STEPS, referrer: string): readonly RunEvent[] {
  const run = eventsOf(runIdOf(name), bench.name);
  const task = taskEventsOf(STEPS[name], bench.name, runIdOf(name));
  const origin = { ...REQUEST.origin, recordId: name };
  const started = run.started(1, 1_000, { module: 'leads', recordId: name });
  return [started, task.started(2, 1_000, { origin, record: { name, referrer } })];
}

beforeAll(async () => {
  bench = await openBench(inject('engines'));
  const answer = {
    by: 'ann',
    at: '2030-01-01T00:00:00Z',
    values: { amount: 7 },
    comment: 'for eve@example.com',
  };
  const answered = taskEventsOf(STEPS.cy, bench.name, runIdOf('cy')).answered(3, 2_000, 'approved', answer);
  await bench.send([
    ...runOf('ada', 'none'),
    ...runOf('bob', 'eve@example.com'),
    ...runOf('cy', 'none'),
    answered,
  ]);
  const recorder = await bench.open();
  await vi.waitFor(async () => expect(await histories()).toHaveLength(3), SOON);
  await vi.waitFor(async () => expect((await find('cy'))?.status).toBe('completed'), SOON);
  await recorder.stop();
}, 90_000);
afterAll(async () => {
  await bench.close();
});

const histories = () => bench.db.collection<HistoryDocument>(RUN_HISTORY).find({}).toArray();
const tasks = () => bench.db.collection(TASKS.collection);
const tenant = () => ({ tenantId: bench.name });
const find = (name: keyof typeof STEPS) => createTaskStore(bench.db).find(tenant(), taskIdOf(STEPS[name]));
const rebuild = () =>
  rebuildHistory({ ...bench.engines, bus: bench.bus }, { events: bench.name, lookMs: 50 });
const all = async () => [await find('ada'), await find('bob'), await find('cy')];

describe('tasks that were lost', () => {
  it('come back with what runs have heard', async () => {
    const before = await all();
    await tasks().drop();
    await rebuild();
    expect(await all()).toEqual(before);
    expect(before[2]).toMatchObject({ status: 'completed', answer: { by: 'ann', values: { amount: 7 } } });
    expect((await tasks().indexes()).some(({ key }) => 'dueOrder' in key)).toBe(true);
  });
  it('come back beside those that are there, which stay as people left them', async () => {
    const taskId = taskIdOf(STEPS.ada);
    const ann = { id: 'ann', groups: ['sales'], isKey: false };
    await createTaskStore(bench.db).change(tenant(), taskId, (task) =>
      claimTask(task, { actor: ann, atMs: 5, comment: null }),
    );
    const before = await all();
    await tasks().deleteMany({ runId: runIdOf('bob') });
    await rebuild();
    expect(await all()).toEqual(before);
    expect(before[0]).toMatchObject({ status: 'claimed', claimedBy: 'ann' });
  });
  it('come back without those who were erased, whether by their record or by a text', async () => {
    const erasures = createErasures(bench.db, Date.now);
    const texts = ['eve@example.com'];
    await erasures.request(tenant(), { module: 'leads', recordId: 'ada', texts }, 'key');
    await erasures.workOff('runs', async () => 0);
    await erasures.workOff('history', (due, remember) => eraseHistory(bench.db, due, remember, Date.now()));
    await erasures.workOff('tasks', (due) => eraseTasks(bench.db, due));
    await tasks().drop();
    await bench.db.collection(RUN_HISTORY).drop();
    await rebuild();
    expect(JSON.stringify([await all(), await histories()])).not.toMatch(/eve@|"ada"|"bob"/u);
    expect((await histories()).filter(({ erasedAtMs }) => erasedAtMs !== null)).toHaveLength(3);
    expect(await find('cy')).toMatchObject({
      status: 'completed',
      recordId: '',
      answer: { by: 'ann', values: {} },
    });
  });
});
