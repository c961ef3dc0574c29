/** Shows on real engines that a subject's dates no longer come, that nothing says whose they were, and that no other's are touched. */
import { randomUUID } from 'node:crypto';
import type { TimerCommand } from '@upshot/schemas';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { eraseDates } from './ports/erase-dates.ts';
import { openBench, timerCommand } from './testing/bench.ts';
import { dateCommand } from './testing/date-command.ts';
import { keepTimers } from './topology.ts';

let bench: Awaited<ReturnType<typeof openBench>>;
beforeAll(async () => {
  bench = await openBench(inject('engines'));
});
afterAll(async () => {
  await bench.close();
});

const NOW_MS = Date.now();
const DUE_MS = NOW_MS - 10_000;
const SOON = { timeout: 40_000, interval: 50 };
const keep = (...told: readonly TimerCommand[]) => keepTimers(bench.batch(told), bench.ports);
const subjectOf = (id: string) => ({ tenantId: 't1', module: 'tasks', recordId: `record-of-${id}` });
const timerOf = (id: string) => bench.timers.findOne({ _id: id });
const fired = () => bench.dues.map(({ timerId }) => timerId);

describe('the dates of a subject that is erased', () => {
  it('do not come, and those of others do, as do timers of runs', async () => {
    const [ours, others, run] = [randomUUID(), randomUUID(), randomUUID()];
    await keep(dateCommand(ours, DUE_MS, 1), dateCommand(others, DUE_MS, 1), timerCommand(run, DUE_MS));
    for (const other of [{ tenantId: 't2' }, { module: 'leads' }])
      expect(await eraseDates(bench.db, { ...subjectOf(ours), ...other }, NOW_MS)).toBe(0);
    const before = await timerOf(others);
    expect(await eraseDates(bench.db, subjectOf(ours), NOW_MS)).toBe(1);
    expect(await eraseDates(bench.db, subjectOf(ours), NOW_MS)).toBe(0);
    expect(await timerOf(others)).toEqual(before);
    const erased = await timerOf(ours);
    expect(erased).toMatchObject({ state: 'cancelled', expireAt: expect.any(Date), revision: 2 });
    expect(JSON.stringify(erased)).not.toMatch(new RegExp(`record-of|${DUE_MS}"`, 'u'));
    const loop = bench.fire();
    await vi.waitFor(() => expect(fired()).toContain(others), SOON);
    await vi.waitFor(async () => expect((await timerOf(run))?.state).toBe('fired'), SOON);
    await loop.stop();
    expect(fired()).not.toContain(ours);
  });
  it('are not set again by what comes again, and are by what comes later', async () => {
    const id = randomUUID();
    const told = dateCommand(id, NOW_MS + 1e9, 1);
    await keep(told);
    await eraseDates(bench.db, subjectOf(id), NOW_MS);
    await keep(told);
    expect((await timerOf(id))?.state).toBe('cancelled');
    await keep(dateCommand(id, NOW_MS + 1e9, 2));
    expect(await timerOf(id)).toMatchObject({ state: 'pending', date: { recordId: `record-of-${id}` } });
    expect(await timerOf(id)).not.toHaveProperty('expireAt');
  });
  it('that have fired lose their record, and are forgotten when they would have been', async () => {
    const id = randomUUID();
    await keep(dateCommand(id, DUE_MS, 1));
    const loop = bench.fire();
    await vi.waitFor(async () => expect((await timerOf(id))?.state).toBe('fired'), SOON);
    await loop.stop();
    const before = await timerOf(id);
    expect(await eraseDates(bench.db, subjectOf(id), NOW_MS)).toBe(1);
    const after = await timerOf(id);
    expect(after).toMatchObject({ state: 'fired', expireAt: before?.expireAt });
    expect(JSON.stringify(after)).not.toContain('record-of');
  });
});
