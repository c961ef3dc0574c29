/** Shows on real engines that each timer is set once, fires once it is due, in due order, whoever dies. */
import { randomUUID } from 'node:crypto';
import { startTelemetry } from '@upshot/telemetry';
import { startOtlpReceiver } from '@upshot/telemetry/testing';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { z } from 'zod';
import { createClaims } from './ports/claims.ts';
import { crashAt, openBench, timerCommand } from './testing/bench.ts';
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

const SOON_MS = 40_000;
const fired = (prefix: string) =>
  bench.sent
    .map(({ command }) => command.fireTimer?.timerId ?? '')
    .filter((timerId) => timerId.startsWith(prefix));
const states = async (prefix: string) => {
  const found = await bench.timers
    .find({ _id: { $regex: `^${prefix}` } })
    .sort({ _id: 1 })
    .toArray();
  return found.map(({ state }) => state);
};
const allFired = (prefix: string, count: number) =>
  vi.waitFor(
    async () => {
      expect(await bench.timers.countDocuments({ _id: { $regex: `^${prefix}` }, state: 'fired' })).toBe(
        count,
      );
      expect(new Set(fired(prefix)).size).toBe(count);
    },
    { timeout: SOON_MS, interval: 100 },
  );

describe('a timer', () => {
  it('is set once, whatever is told again', async () => {
    const id = randomUUID();
    await keepTimers(bench.batch([timerCommand(id, 5), timerCommand(id, 9)]), bench.ports);
    await keepTimers(bench.batch([timerCommand(id, 7)]), bench.ports);
    expect(await bench.timers.find({}).toArray()).toMatchObject([
      {
        _id: id,
        state: 'pending',
        dueAtMs: 5,
        tenantId: 't1',
        runId: `run-of-${id}`,
        stepId: `step-of-${id}`,
      },
    ]);
  });
  it('stays cancelled, and stays fired', async () => {
    const id = randomUUID();
    const both = [`${id}-a`, `${id}-b`] as const;
    await keepTimers(
      bench.batch([timerCommand(both[0], 1), timerCommand(both[0], 1, 'cancel')]),
      bench.ports,
    );
    await keepTimers(bench.batch([timerCommand(both[1], 1)]), bench.ports);
    running.push(bench.fire());
    await vi.waitFor(async () => expect(await states(id)).toEqual(['cancelled', 'fired']), SOON_MS);
    await keepTimers(bench.batch(both.map((each) => timerCommand(each, 1))), bench.ports);
    await keepTimers(bench.batch(both.map((each) => timerCommand(each, 1, 'cancel'))), bench.ports);
    expect(await states(id)).toEqual(['cancelled', 'fired']);
    const kept = await bench.timers.find({}).toArray();
    expect(kept.map(({ expireAt }) => (expireAt?.getTime() ?? 0) > Date.now())).toEqual([true, true]);
    expect(fired(id)).toEqual([both[1]]);
  });
  it('that is cancelled without being known changes nothing', async () => {
    await keepTimers(bench.batch([timerCommand(randomUUID(), 1, 'cancel')]), bench.ports);
    expect(await bench.timers.countDocuments({})).toBe(0);
  });
  it('fires a trace of its own, linked to the one that set it', async () => {
    const id = randomUUID();
    const traceId = 'ab'.repeat(16);
    const headers = { traceparent: Buffer.from(`00-${traceId}-${'cd'.repeat(8)}-01`) };
    await keepTimers(bench.batch([timerCommand(id, 1)], headers), bench.ports);
    running.push(bench.fire());
    await allFired(id, 1);
    const sent = bench.sent.find(({ command }) => command.fireTimer?.timerId === id);
    expect(sent?.record.headers['traceparent']?.toString()).toMatch(/^00-[0-9a-f]{32}-/u);
    expect(sent?.record.headers['traceparent']?.toString()).not.toContain(traceId);
    expect(sent?.record.key?.toString()).toBe(`run-of-${id}`);
    expect(sent?.command).toMatchObject({
      tenantId: 't1',
      runId: `run-of-${id}`,
      start: null,
      reportEffect: null,
      fireTimer: { stepId: `step-of-${id}`, dueAtMs: 1 },
    });
  });
  it('is seen in two traces: that it was set, and that it fired', async () => {
    const id = randomUUID();
    const receiver = await startOtlpReceiver();
    const telemetry = startTelemetry({ service: 'scheduler', otlpEndpoint: receiver.endpoint });
    const [traceId, spanId] = ['1f'.repeat(16), '2e'.repeat(8)];
    const headers = { traceparent: Buffer.from(`00-${traceId}-${spanId}-01`) };
    await keepTimers(bench.batch([timerCommand(id, 1)], headers), { ...bench.ports, telemetry });
    running.push(bench.fire({}, { telemetry }));
    await allFired(id, 1);
    await telemetry.shutdown();
    await receiver.close();
    const [set, fire] = [true, false].map((own) =>
      receiver.spans.filter((span) => (span.traceId === traceId) === own),
    );
    expect(set?.map(({ name }) => name)).toEqual(['decode-timer', 'store-timer']);
    expect(fire?.map(({ name }) => name)).toEqual(['claim-due', 'fire-timer']);
    expect(fire?.[0]?.links).toMatchObject([{ traceId, spanId: set?.[0]?.spanId }]);
    expect(new Set(fire?.map((span) => span.traceId)).size).toBe(1);
  });
  it('that nobody can read is given up, and the others are set', async () => {
    const id = randomUUID();
    const told = [Buffer.from('garbage'), null, timerCommand('x', 1, 'other'), timerCommand(id, 1)];
    await keepTimers(bench.batch(told), bench.ports);
    expect(bench.buried.splice(0)).toEqual([
      '0 decode-timer bad_magic_byte',
      '1 decode-timer record_invalid',
      '2 decode-timer record_invalid',
    ]);
    expect(await states(id)).toEqual(['pending']);
  });
});

describe('a scheduler of the topic', () => {
  it('is woken by a timer that is due sooner than it thought', async () => {
    const id = randomUUID();
    const { consumer, loop } = await bench.open({ longestSleepMs: 3_600_000 });
    running.push(consumer, loop);
    await bench.send([timerCommand(id, Date.now())]);
    await allFired(id, 1);
    expect(loop.failure()).toBeNull();
  });
  it('that dies after its store and before its commit has set each timer once', async () => {
    const id = randomUUID();
    const told = Array.from({ length: 50 }, (_, index) => timerCommand(`${id}-${index}`, Date.now()));
    await bench.send(told);
    const { consumer, loop } = await bench.open({}, { crashPoint: crashAt('scheduler.stored') });
    running.push(consumer, loop);
    await allFired(id, 50);
    expect(fired(id).length).toBe(50);
  });
  it('does not fire what is not due', async () => {
    const id = randomUUID();
    await keepTimers(
      bench.batch([timerCommand(`${id}-a`, Date.now() + 3_600_000), timerCommand(`${id}-b`, 1)]),
      bench.ports,
    );
    running.push(bench.fire());
    await vi.waitFor(async () => expect(await states(id)).toEqual(['pending', 'fired']), SOON_MS);
    expect(fired(id)).toEqual([`${id}-b`]);
  });
});

describe('after an outage', () => {
  it('10,000 overdue timers fire once each, in the order in which they were due', async () => {
    const id = randomUUID();
    const dueAt = (index: number) => 1_000 + ((index * 7_919) % 10_000);
    const told = Array.from({ length: 10_000 }, (_, index) => timerCommand(`${id}-${index}`, dueAt(index)));
    for (let at = 0; at < told.length; at += 1_000)
      await keepTimers(bench.batch(told.slice(at, at + 1_000)), bench.ports);
    running.push(bench.fire());
    await allFired(id, 10_000);
    expect(fired(id).length).toBe(10_000);
    const order = bench.sent.flatMap(({ command }) =>
      command.fireTimer?.timerId.startsWith(id) === true ? [command.fireTimer.dueAtMs] : [],
    );
    expect(order).toEqual(order.toSorted((a, b) => a - b));
  });
  it('several schedulers share what is overdue, and none of it fires twice', async () => {
    const id = randomUUID();
    const told = Array.from({ length: 2_000 }, (_, index) => timerCommand(`${id}-${index}`, index));
    await keepTimers(bench.batch(told), bench.ports);
    running.push(...[1, 2, 3].map(() => bench.fire({ limit: 100 })));
    await allFired(id, 2_000);
    expect(fired(id).length).toBe(2_000);
  });
});

describe('a scheduler that dies', () => {
  it('while it holds claims leaves them to another when its lease ends', async () => {
    const id = randomUUID();
    const told = Array.from({ length: 300 }, (_, index) => timerCommand(`${id}-${index}`, index));
    await keepTimers(bench.batch(told), bench.ports);
    const dead = await createClaims(bench.db, { limit: 200, leaseMs: 1_500 }).next();
    expect(dead.timers.length).toBe(200);
    running.push(bench.fire());
    await allFired(id, 300);
    expect(fired(id).length).toBe(300);
  });
  it('between the send and its mark lets the timer fire again, under the same id', async () => {
    const id = randomUUID();
    await keepTimers(bench.batch([timerCommand(id, 1)]), bench.ports);
    running.push(bench.fire({ leaseMs: 200 }, { crashPoint: crashAt('scheduler.sent') }));
    await vi.waitFor(async () => expect(await states(id)).toEqual(['fired']), SOON_MS);
    await vi.waitFor(() => expect(fired(id)).toEqual([id, id]), SOON_MS);
  });
  it('and comes back late does not mark as fired what another has claimed', async () => {
    const id = randomUUID();
    await keepTimers(bench.batch([timerCommand(id, 1)]), bench.ports);
    const [slow, quick] = [createClaims(bench.db, { leaseMs: 1 }), createClaims(bench.db)];
    const lost = await slow.next();
    const taken = await vi.waitFor(async () => {
      const claim = await quick.next();
      expect(claim.timers.length).toBe(1);
      return claim;
    }, SOON_MS);
    await slow.fired(lost);
    await slow.release(lost);
    expect(await states(id)).toEqual(['pending']);
    expect((await slow.next()).timers).toEqual([]);
    await quick.fired(taken);
    expect(await states(id)).toEqual(['fired']);
  });
});

describe('while Kafka does not take commands', () => {
  it('a claim is given back at once, and fires when Kafka does again', async () => {
    const id = randomUUID();
    await keepTimers(bench.batch([timerCommand(id, 1)]), bench.ports);
    let refusals = 0;
    const bus: typeof bench.engines.bus = {
      ...bench.bus,
      send: async (records) => {
        if (++refusals > 2) return bench.bus.send(records);
        return bench.bus.send(records.map((record) => ({ ...record, topic: 'no such topic' })));
      },
    };
    running.push(bench.fire({ leaseMs: 3_600_000 }, { bus }));
    await allFired(id, 1);
    expect(fired(id)).toEqual([id]);
  });
});

describe('what the firing loop asks', () => {
  const planSchema = z.object({ queryPlanner: z.object({ winningPlan: z.unknown() }) });
  it.each([
    ['the oldest that are due', { dueAtMs: { $lte: 5 }, leaseUntilMs: { $lte: 5 } }],
    ['those of a shard', { dueAtMs: { $lte: 5 }, leaseUntilMs: { $lte: 5 }, shard: 3 }],
    ['the oldest', {}],
    ['the next one', { dueAtMs: { $gt: 5 } }],
  ])('is answered by an index: %s', async (_, filter) => {
    const query = bench.timers.find({ state: 'pending', ...filter }).sort({ dueAtMs: 1, _id: 1 });
    const plan = JSON.stringify(planSchema.parse(await query.explain()).queryPlanner.winningPlan);
    expect(plan).toContain('IXSCAN');
    expect(plan).not.toMatch(/"stage":"(COLLSCAN|SORT)"/u);
  });
});
