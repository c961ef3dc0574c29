/** Shows on real engines that what a run's events say of input, attempts, arms, people and versions comes through Avro into its history. */
import { randomUUID } from 'node:crypto';
import { eventsOf } from '@upshot/history/testing';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { openBench } from './testing/bench.ts';
import { recordEvents } from './topology.ts';

let bench: Awaited<ReturnType<typeof openBench>>;

beforeAll(async () => {
  bench = await openBench(inject('engines'));
});
afterAll(async () => {
  await bench.close();
});

it('keeps all that is told of a run', async () => {
  const tenantId = `t-${randomUUID().slice(0, 8)}`;
  const runId = randomUUID();
  const run = eventsOf(runId, tenantId);
  const act = { by: 'key-1', reason: 'the customer called' };
  const attemptLog = [
    { startedAtMs: 11, finishedAtMs: 12, errorCode: 'http_failed' },
    { startedAtMs: 13, finishedAtMs: 14, errorCode: null },
  ];
  const input = JSON.stringify({ to: 'ada@example.com' });
  const events = [
    run.started(1, 10, { startedBy: act, parentRunId: 'p', rootRunId: 'p', depth: 1 }),
    run.stepStarted(2, 10, 's1', { arms: ['left', 'inner'] }),
    run.noted(3, 11, 'run-paused', { act }),
    run.stepFinished(4, 15, 's1', { input, attemptLog, attempts: 2, answer: 'no_answer' }),
    run.noted(5, 16, 'version-taken', { act, detail: { version: 7, nodes: {} } }),
    run.noted(6, 17, 'run-resumed', { act }),
    run.finished(7, 20, { status: 'cancelled', reason: 'cancelled', act }),
  ];
  for (const part of [events.slice(0, 3), events]) await recordEvents(bench.batch(part), bench.ports);
  expect(await bench.reader.findRun({ tenantId }, runId)).toMatchObject({
    startedBy: act,
    endedBy: act,
    parentRunId: 'p',
    rootRunId: 'p',
    version: 7,
    status: 'cancelled',
    missedEvents: 0,
    steps: [
      {
        stepId: 's1',
        arms: ['left', 'inner'],
        input: { to: 'ada@example.com' },
        attemptLog,
        attempts: 2,
        answer: 'no_answer',
      },
    ],
    happenings: [
      { kind: 'run-paused', act },
      { kind: 'version-taken', act },
      { kind: 'run-resumed', act },
    ],
  });
  const stored = await bench.db.collection<{ _id: string }>('run_history').findOne({ _id: runId });
  expect(stored).toMatchObject({ expireAt: new Date(20 + 30 * 86_400_000) });
});
