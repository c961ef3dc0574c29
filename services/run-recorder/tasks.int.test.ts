/** Shows on MongoDB that tasks follow the run events: once, over redeliveries and rivals, beside people who work on them. */
import { randomUUID } from 'node:crypto';
import { ensureIndexes } from '@upshot/mongo';
import type { RunEvent } from '@upshot/schemas';
import {
  claimTask,
  completeTask,
  createTaskStore,
  releaseTask,
  taskIdOf,
  TASKS,
  type TaskActor,
  type TaskStore,
} from '@upshot/tasks';
import { taskEventsOf } from '@upshot/tasks/testing';
import { wholeRun } from '@upshot/history/testing';
import { startTelemetry } from '@upshot/telemetry';
import { startOtlpReceiver } from '@upshot/telemetry/testing';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { crashAt, openBench } from './testing/bench.ts';
import { recordEvents } from './topology.ts';

let bench: Awaited<ReturnType<typeof openBench>>;
let store: TaskStore;

beforeAll(async () => {
  bench = await openBench(inject('engines'));
  await ensureIndexes(bench.db, [TASKS]);
  store = createTaskStore(bench.db);
});
afterAll(async () => {
  await bench.close();
});

const ANN: TaskActor = { id: 'ann', groups: ['sales'], isKey: false };

/** A task of a tenant of its own. */
function newTask() {
  const [tenantId, stepId] = [`t-${randomUUID().slice(0, 8)}`, randomUUID()];
  const events = taskEventsOf(stepId, tenantId);
  const find = () => store.find({ tenantId }, taskIdOf(stepId));
  return { tenantId, stepId, events, find };
}
const record = (...events: readonly RunEvent[]) => recordEvents(bench.batch(events), bench.ports);

describe('a task', () => {
  it('is there once its step has begun, and only for its tenant', async () => {
    const { events, find, stepId } = newTask();
    await record(events.started());
    expect(await find()).toMatchObject({ status: 'open', title: 'Approve Ada for 20 %', lastSeq: 2 });
    expect(await store.find({ tenantId: 'another' }, taskIdOf(stepId))).toBeNull();
  });
  it('is none of a run without one', async () => {
    const { tenantId } = newTask();
    await record(...wholeRun(randomUUID(), { tenantId }));
    expect(await bench.db.collection(TASKS.collection).countDocuments({ tenantId })).toBe(0);
  });
  it('is reminded, escalated and over, in whatever pieces its events come and come again', async () => {
    const { events, find } = newTask();
    const all = [
      events.started(),
      events.moved(3, 2_000, 'reminded'),
      events.moved(4, 3_000, 'escalated'),
      events.expired(5, 9_000),
    ];
    for (const size of [1, 2, 4])
      for (let at = 0; at < all.length; at += size) await record(...all.slice(at, at + size));
    const task = await find();
    expect(task).toMatchObject({ status: 'expired', lastSeq: 5, assignment: { to: 'user', id: 'u-boss' } });
    expect(task?.history.map(({ what }) => what)).toEqual(['created', 'reminded', 'escalated', 'expired']);
  });
  it('that cannot be read holds nothing up', async () => {
    const [broken, sound] = [newTask(), newTask()];
    const started = broken.events.started();
    const text = { ...started, stepStarted: started.stepStarted && { ...started.stepStarted, task: '{}' } };
    await record(text, sound.events.started());
    expect([await broken.find(), (await sound.find())?.status]).toEqual([null, 'open']);
    expect(bench.logged.some((line) => line.includes('a task cannot be read'))).toBe(true);
  });
  it('is stored by the batch that comes again where a recorder died before', async () => {
    const { events, find } = newTask();
    const batch = bench.batch([events.started()]);
    const crashing = { ...bench.ports, crashPoint: crashAt('recorder.counted') };
    await expect(recordEvents(batch, crashing)).rejects.toMatchObject({ code: 'internal' });
    await recordEvents(batch, bench.ports);
    expect((await find())?.status).toBe('open');
  });
});

describe('people and recorders at the same task', () => {
  it('lose nothing of each other', async () => {
    const { tenantId, stepId, events, find } = newTask();
    await record(events.started());
    const doing = { actor: ANN, atMs: 5 };
    const people = async () => {
      for (let turn = 0; turn < 15; turn += 1) {
        await store.change({ tenantId }, taskIdOf(stepId), (task) => claimTask(task, doing));
        await store.change({ tenantId }, taskIdOf(stepId), (task) => releaseTask(task, doing));
      }
    };
    const reminders = Array.from({ length: 15 }, (_, index) =>
      events.moved(3 + index, 2_000 + index, 'reminded'),
    );
    const recorder = async () => {
      for (let at = 0; at < reminders.length; at += 1)
        await vi.waitFor(() => record(...reminders.slice(0, at + 1)), { timeout: 30_000, interval: 1 });
    };
    await Promise.all([people(), recorder(), recorder()]);
    const task = await find();
    const counted = (what: string) => task?.history.filter((each) => each.what === what).length;
    expect([counted('claimed'), counted('released'), counted('reminded')]).toEqual([15, 15, 15]);
  });
  it('agree on an answer that was heard, and on one that came too late', async () => {
    const [heard, late] = [newTask(), newTask()];
    await record(heard.events.started(), late.events.started());
    for (const { tenantId, stepId } of [heard, late])
      await store.change({ tenantId }, taskIdOf(stepId), (task) =>
        completeTask(task, 'approved', { amount: 1 }, { actor: ANN, atMs: 5 }),
      );
    await record(heard.events.answered(3, 9, 'approved', { by: 'ann' }), late.events.expired(3, 9));
    expect(await heard.find()).toMatchObject({ status: 'completed', settledAtMs: 9, unsent: false });
    expect(await late.find()).toMatchObject({ status: 'expired', answer: null, unsent: false });
  });
});

describe('the trace of a run', () => {
  it('has the stage where there is a task', async () => {
    const receiver = await startOtlpReceiver();
    const telemetry = startTelemetry({ service: 'run-recorder', otlpEndpoint: receiver.endpoint });
    await recordEvents(bench.batch([newTask().events.started()]), { ...bench.ports, telemetry });
    await telemetry.shutdown();
    await receiver.close();
    expect(receiver.spans.map(({ name }) => name)).toContain('project-tasks');
  });
});
