/** Shows on real engines that existing records are planned for a definition: all, resumed by another after a crash, once for each revision. */
import { randomUUID } from 'node:crypto';
import { UpshotError } from '@upshot/errors';
import { createProgressMarks, createRelatedReader } from '@upshot/mirror-reader';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import type { PlanningJob } from './ports/planning-jobs.ts';
import { overdueTasks, publish, timeRules } from './testing/time.ts';
import { openBench, task } from './testing/time-bench.ts';

let bench: Awaited<ReturnType<typeof openBench>>;
const running: { stop(): Promise<void> }[] = [];

beforeAll(async () => {
  bench = await openBench(inject('engines'));
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((each) => each.stop()));
  await bench.db.collection('planning_jobs').deleteMany({});
});
afterAll(async () => {
  await bench.close();
});

const SOON = { timeout: 40_000, interval: 50 };
const LATER = '2999-01-01T00:00:00.000Z';

async function open(...given: Parameters<typeof bench.open>): Promise<void> {
  const { consumer, planning } = await bench.open(...given);
  running.push(consumer, planning);
}

/** A tenant of its own with so many tasks, every third of them completed. */
async function tenantWith(count: number, due: string = LATER): Promise<string> {
  const tenantId = `t-${randomUUID().slice(0, 8)}`;
  const tasks = Array.from({ length: count }, (_, at) =>
    task(`${tenantId}-${at}`, { due_at: due, status: at % 3 === 2 ? 'completed' : 'open' }, { tenantId }),
  );
  for (let at = 0; at < count; at += 1_000) await bench.remember(...tasks.slice(at, at + 1_000));
  return tenantId;
}

const live = (tenantId: string, revision = 1, more: Parameters<typeof overdueTasks>[0] = {}): void =>
  publish(
    bench.rules,
    overdueTasks({ id: `d-${tenantId}`, tenantId, version: revision, ...more }),
    revision,
    1_000,
  );

const jobsOf = (tenantId: string) =>
  bench.db.collection<PlanningJob>('planning_jobs').find({ tenantId }).sort({ revision: 1 }).toArray();
const done = (tenantId: string, revision = 1) =>
  vi.waitFor(
    async () => expect((await jobsOf(tenantId)).at(-1)).toMatchObject({ revision, done: true }),
    SOON,
  );
const toldOf = (tenantId: string) => bench.told.filter((each) => each.tenantId === tenantId);
const heard = (tenantId: string, count: number) =>
  vi.waitFor(() => expect(toldOf(tenantId).length).toBeGreaterThanOrEqual(count), SOON);
const namesOf = (tenantId: string) => toldOf(tenantId).map(({ date }) => date?.recordId ?? '');
const openTasks = (tenantId: string, count: number) =>
  Array.from({ length: count }, (_, at) => at)
    .filter((at) => at % 3 !== 2)
    .map((at) => `${tenantId}-${at}`);

describe('existing records', () => {
  it('are planned when a definition appears: those that qualify, as the mirror has them', async () => {
    const tenantId = await tenantWith(30);
    await open();
    live(tenantId);
    await done(tenantId);
    await heard(tenantId, 20);
    expect(namesOf(tenantId).toSorted()).toEqual(openTasks(tenantId, 30).toSorted());
    expect(toldOf(tenantId)[0]).toMatchObject({
      verb: 'plan',
      dueAtMs: Date.parse(LATER),
      date: { definitionVersion: 1, fromMs: 1_000, sequence: '1'.padStart(40, '0'), occurrence: LATER },
    });
    expect((await jobsOf(tenantId))[0]).toMatchObject({ sent: 20 });
  });
  it('are planned for definitions that were there when the matcher began', async () => {
    const tenantId = await tenantWith(3);
    live(tenantId);
    await open();
    await done(tenantId);
    await heard(tenantId, 2);
  });
  it('that were due before the definition was published are past', async () => {
    const tenantId = await tenantWith(30, new Date(1_000).toISOString());
    await open();
    live(tenantId);
    await done(tenantId);
    expect((await jobsOf(tenantId))[0]).toMatchObject({ sent: 0 });
  });
  it('are planned anew by another revision, which withdraws what does not qualify', async () => {
    const tenantId = await tenantWith(30);
    await open();
    live(tenantId);
    await done(tenantId);
    live(tenantId, 2);
    await done(tenantId, 2);
    await heard(tenantId, 50);
    const second = toldOf(tenantId).filter(({ date }) => date?.definitionVersion === 2);
    expect(Map.groupBy(second, ({ verb }) => verb).get('withdraw')?.length).toBe(10);
    expect(second.length).toBe(30);
    expect((await jobsOf(tenantId)).map(({ revision }) => revision)).toEqual([2]);
  });
  it('are planned once for a revision, however often a matcher begins', async () => {
    const tenantId = await tenantWith(6);
    live(tenantId);
    await open();
    await open({}, { group: `again-${tenantId}` });
    await done(tenantId);
    const after = await tenantWith(3);
    live(after);
    await done(after);
    await heard(after, 2);
    expect(namesOf(tenantId).toSorted()).toEqual(openTasks(tenantId, 6).toSorted());
  });
  it('are left alone where the definition was switched off before its turn', async () => {
    const tenantId = await tenantWith(6);
    live(tenantId);
    await open({}, { settleMs: 3_600_000, lookEveryMs: 50 });
    await vi.waitFor(async () => expect((await jobsOf(tenantId)).length).toBe(1), SOON);
    publish(bench.rules, overdueTasks({ id: `d-${tenantId}`, tenantId, active: false }), 2);
    await bench.db.collection('planning_jobs').updateMany({ tenantId }, { $set: { leaseUntilMs: 0 } });
    await done(tenantId);
    expect((await jobsOf(tenantId))[0]).toMatchObject({ sent: 0 });
  });
  it('wait for a mirror that lacks what was committed before', async () => {
    const tenantId = await tenantWith(3);
    const topic = `topic-${tenantId}`;
    const ends = [{ partition: 0, low: 0n, high: 5n }];
    const related = createRelatedReader({
      db: bench.db,
      topicOf: () => topic,
      endsOf: async () => ends,
      waitMs: 10,
    });
    const asked: unknown[] = [];
    const read: typeof related.read = async (asks) => {
      const readings = await related.read(asks);
      asked.push(readings[0]);
      return readings;
    };
    await open({ related: { read } });
    live(tenantId);
    await vi.waitFor(() => expect(asked).toContain('related_stale'), SOON);
    expect(toldOf(tenantId)).toEqual([]);
    await bench.remember(task(`${tenantId}-new`, { due_at: LATER }, { tenantId }));
    await createProgressMarks(bench.db).set({ topic, partition: 0, nextOffset: 5, committedAtMs: 9 });
    await done(tenantId);
    await heard(tenantId, 3);
    expect(namesOf(tenantId)).toContain(`${tenantId}-new`);
  });
});

describe('a planner that dies', () => {
  const COUNT = 3_000;
  it.each(['matcher.page-planned', 'matcher.page-sent'])(
    'at %s leaves its job to another, which misses no record, and begins no page again that was saved',
    async (point) => {
      const tenantId = await tenantWith(COUNT);
      const rules = timeRules(overdueTasks({ id: `d-${tenantId}`, tenantId }));
      let passes = 0;
      const crashPoint = (name: string): void => {
        if (name === point && ++passes >= 3) throw new UpshotError('internal', `dead since ${point}`);
      };
      const options = { pageSize: 500, ratePerSecond: 100_000, leaseMs: 1_000 };
      const first = await bench.open({ crashPoint, timeRules: rules }, options);
      await vi.waitFor(() => expect(passes).toBeGreaterThanOrEqual(3), SOON);
      await Promise.all([first.consumer.stop(), first.planning.stop()]);
      const [halted] = await jobsOf(tenantId);
      expect(halted).toMatchObject({ done: false, cursor: expect.any(String) });
      await open({ timeRules: rules }, options);
      await done(tenantId);
      const wanted = openTasks(tenantId, COUNT);
      await vi.waitFor(() => expect(new Set(namesOf(tenantId)).size).toBe(wanted.length), SOON);
      expect(namesOf(tenantId).length - wanted.length).toBeLessThanOrEqual(passes * 500);
      expect(new Set(toldOf(tenantId).map((each) => JSON.stringify(each))).size).toBe(wanted.length);
      expect((await jobsOf(tenantId))[0]).toMatchObject({ sent: wanted.length });
    },
  );
});
