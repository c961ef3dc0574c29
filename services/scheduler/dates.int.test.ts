/** Shows on real engines that a record's date is one timer that moves, and fires once for each due value, whoever dies. */
import { randomUUID } from 'node:crypto';
import type { TimerCommand } from '@upshot/schemas';
import type { Filter } from 'mongodb';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { createClaims } from './ports/claims.ts';
import type { DateTimer, TimerDocument } from './ports/timer.ts';
import { crashAt, openBench, timerCommand } from './testing/bench.ts';
import { dateCommand } from './testing/date-command.ts';
import { keepTimers } from './topology.ts';

let bench: Awaited<ReturnType<typeof openBench>>;
const running: { stop(): Promise<void> }[] = [];

beforeAll(async () => {
  bench = await openBench(inject('engines'));
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((each) => each.stop()));
  await bench.timers.deleteMany({});
});
afterAll(async () => {
  await bench.close();
});

const SOON = { timeout: 40_000, interval: 50 };
const FAR_MS = Date.now() + 30 * 86_400_000;
const isDate = (timer: TimerDocument): timer is DateTimer => timer.date !== undefined;
const keep = (...told: readonly TimerCommand[]) => keepTimers(bench.batch(told), bench.ports);
const fired = (prefix: string) => bench.dues.filter(({ timerId }) => timerId.startsWith(prefix));
const timersOf = async (prefix: string) =>
  (
    await bench.timers
      .find({ _id: { $regex: `^${prefix}` } })
      .sort({ _id: 1 })
      .toArray()
  ).filter(isDate);
const shown = async (prefix: string) =>
  (await timersOf(prefix)).map(({ state, dueAtMs, date }) => [state, dueAtMs, date.occurrence]);
const many = (id: string, count: number, dueAtMs: (index: number) => number, sequence = 1) =>
  Array.from({ length: count }, (_, index) => dateCommand(`${id}-${index}`, dueAtMs(index), sequence));
async function keepAll(told: readonly TimerCommand[]): Promise<void> {
  for (let at = 0; at < told.length; at += 500) await keep(...told.slice(at, at + 500));
}

describe('the date of a record', () => {
  it('is one timer that moves, is cancelled, and is set anew', async () => {
    const id = randomUUID();
    await keep(dateCommand(id, FAR_MS, 1));
    await keep(dateCommand(id, FAR_MS - 5, 2));
    expect(await shown(id)).toEqual([['pending', FAR_MS - 5, `at-${FAR_MS - 5}`]]);
    await keep(dateCommand(id, FAR_MS + 5, 3), dateCommand(id, 0, 4, { verb: 'withdraw' }));
    expect((await shown(id)).map(([state]) => state)).toEqual(['cancelled']);
    expect((await timersOf(id))[0]?.expireAt).toBeInstanceOf(Date);
    await keep(dateCommand(id, FAR_MS + 9, 5));
    expect(await shown(id)).toEqual([['pending', FAR_MS + 9, `at-${FAR_MS + 9}`]]);
    expect((await timersOf(id))[0]).not.toHaveProperty('expireAt');
  });
  it('is left as it is by what comes late and again', async () => {
    const id = randomUUID();
    const told = [1, 2, 3].map((sequence) => dateCommand(id, FAR_MS + sequence, sequence));
    await keep(...told);
    const before = await timersOf(id);
    await keep(...told);
    await keep(dateCommand(id, 0, 2, { verb: 'withdraw' }), ...told.slice(0, 2));
    expect(await timersOf(id)).toEqual(before);
    expect(await shown(id)).toEqual([['pending', FAR_MS + 3, `at-${FAR_MS + 3}`]]);
  });
  it('is told to the matcher, with all that was planned, under the record’s key', async () => {
    const id = randomUUID();
    await keep(dateCommand(id, 7, 1, { rootRunId: 'root', depth: 3 }));
    running.push(bench.fire());
    await vi.waitFor(() => expect(fired(id).length).toBe(1), SOON);
    expect(fired(id)[0]).toMatchObject({
      tenantId: 't1',
      timerId: id,
      definitionId: 'd1',
      definitionVersion: 1,
      module: 'tasks',
      recordId: `record-of-${id}`,
      sequence: '1'.padStart(40, '0'),
      occurrence: 'at-7',
      dueAtMs: 7,
      rootRunId: 'root',
      depth: 3,
    });
    await vi.waitFor(async () => expect((await timersOf(id))[0]).toMatchObject({ state: 'fired' }), SOON);
    expect((await timersOf(id))[0]?.date.fired).toEqual(['at-7']);
  });
  it('fires once for a due value, and again for another', async () => {
    const id = randomUUID();
    running.push(bench.fire());
    await keep(dateCommand(id, 7, 1));
    await vi.waitFor(async () => expect((await timersOf(id))[0]?.state).toBe('fired'), SOON);
    await keep(dateCommand(id, 7, 2));
    await keep(dateCommand(id, 9, 3));
    await vi.waitFor(async () => expect((await timersOf(id))[0]?.date.fired).toEqual(['at-7', 'at-9']), SOON);
    await keep(dateCommand(id, 7, 4), dateCommand(id, 9, 5));
    const last = randomUUID();
    await keep(dateCommand(last, 1, 1));
    await vi.waitFor(() => expect(fired(last).length).toBe(1), SOON);
    expect(fired(id).map(({ dueAtMs }) => dueAtMs)).toEqual([7, 9]);
  });
  it('fires beside the timers of runs, each to its own topic', async () => {
    const id = randomUUID();
    await keep(dateCommand(`${id}-d`, 1, 1), timerCommand(`${id}-r`, 2), dateCommand(`${id}-e`, 3, 1));
    running.push(bench.fire());
    await vi.waitFor(async () => expect(await bench.timers.countDocuments({ state: 'fired' })).toBe(3), SOON);
    expect(fired(id).map(({ timerId }) => timerId)).toEqual([`${id}-d`, `${id}-e`]);
    expect(bench.sent.filter(({ command }) => command.fireTimer?.timerId === `${id}-r`).length).toBe(1);
  });
  it('without its facts is given up', async () => {
    const broken = { ...dateCommand(randomUUID(), 1, 1), date: null };
    await keep(broken);
    expect(bench.buried.splice(0)).toEqual(['0 decode-timer record_invalid']);
  });
});

describe('a scheduler that dies', () => {
  it('after its store and before its commit has moved each date once', async () => {
    const id = randomUUID();
    await keepAll(many(id, 50, () => FAR_MS));
    const { consumer, loop } = await bench.open({}, { crashPoint: crashAt('scheduler.stored') });
    running.push(consumer, loop);
    await bench.send(many(id, 50, (index) => FAR_MS + index, 2));
    await vi.waitFor(async () => {
      expect((await timersOf(id)).every(({ date }) => date.sequence.endsWith('2'))).toBe(true);
    }, SOON);
    expect((await timersOf(id)).map(({ revision }) => revision)).toEqual(Array.from({ length: 50 }, () => 2));
  });
  it('between the send and its mark lets the date fire again, as the same occurrence', async () => {
    const id = randomUUID();
    await keep(dateCommand(id, 1, 1));
    running.push(bench.fire({ leaseMs: 200 }, { crashPoint: crashAt('scheduler.sent') }));
    await vi.waitFor(async () => expect((await timersOf(id))[0]?.state).toBe('fired'), SOON);
    await vi.waitFor(
      () => expect(fired(id).map(({ occurrence }) => occurrence)).toEqual(['at-1', 'at-1']),
      SOON,
    );
    expect((await timersOf(id))[0]?.date.fired).toEqual(['at-1']);
  });
  it('while it holds claims leaves dates that have moved since to their new moment', async () => {
    const id = randomUUID();
    await keepAll(many(id, 20, (index) => index + 1));
    const claims = createClaims(bench.db);
    const claim = await claims.next();
    expect(claim.timers.length).toBe(20);
    await keepAll(many(id, 10, () => FAR_MS, 2));
    await claims.fired(claim);
    const states = (await timersOf(id)).map(({ state }) => state).toSorted();
    expect(states.map((state) => (state === 'fired' ? 1 : 0)).join('')).toBe('1'.repeat(10) + '0'.repeat(10));
  });
});

describe('10,000 waiting dates', () => {
  it('are moved by one command each, and none fires twice', async () => {
    const id = randomUUID();
    const count = 10_000;
    await keepAll(many(id, count, (index) => FAR_MS + index));
    const { consumer, loop } = await bench.open();
    running.push(consumer, loop);
    const own = { _id: { $regex: `^${id}` } };
    const counted = (filter: Filter<TimerDocument>) =>
      vi.waitFor(async () => expect(await bench.timers.countDocuments(filter)).toBe(count), SOON);
    const startedAt = performance.now();
    await bench.send(many(id, count, (index) => 1 + index, 2));
    await counted({ ...own, 'date.sequence': '2'.padStart(40, '0') });
    const movedMs = performance.now() - startedAt;
    await counted({ ...own, state: 'fired' });
    await vi.waitFor(() => expect(fired(id).length).toBe(count), SOON);
    process.stderr.write(`10,000 waiting dates moved within ${Math.round(movedMs)} ms of their commands\n`);
    expect(new Set(fired(id).map(({ timerId }) => timerId)).size).toBe(count);
    expect(fired(id).every(({ dueAtMs }) => dueAtMs <= count)).toBe(true);
  });
});
