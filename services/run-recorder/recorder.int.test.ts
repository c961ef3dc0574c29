/** Shows on real engines that history holds every event once: over redeliveries, crashes, rivals and lost Redis. */
import { randomUUID } from 'node:crypto';
import type { Consumer } from '@upshot/bus';
import type { RunEvent } from '@upshot/schemas';
import { eventsOf, wholeRun } from '@upshot/history/testing';
import { startTelemetry } from '@upshot/telemetry';
import { startOtlpReceiver } from '@upshot/telemetry/testing';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { recorderPorts } from './open-recorder.ts';
import { counterKey } from './ports/tally.ts';
import { rebuildCounters } from './ports/rebuild-counters.ts';
import { crashAt, openBench } from './testing/bench.ts';
import { recordEvents } from './topology.ts';

let bench: Awaited<ReturnType<typeof openBench>>;
const running: Consumer[] = [];

beforeAll(async () => {
  bench = await openBench(inject('engines'));
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((consumer) => consumer.stop()));
});
afterAll(async () => {
  await bench.close();
});

const newTenant = () => ({ tenantId: `t-${randomUUID().slice(0, 8)}` });

/** Whole runs of a tenant, their events mixed as a partition mixes them: in order per run. */
function mixedRuns(tenantId: string, count: number): readonly RunEvent[] {
  const startMs = Date.now();
  const runs = Array.from({ length: count }, (_, index) =>
    wholeRun(`${tenantId}-${index}`, { tenantId, startMs, status: index % 2 ? 'failed' : 'completed' }),
  );
  return [0, 1, 2, 3, 4, 5].flatMap((at) => runs.flatMap((run) => run.slice(at, at + 1)));
}

const historyOf = async (tenantId: string) =>
  (await bench.reader.listRuns({ tenantId }, { page: 1, limit: 200 })).runs;

async function countersOf(tenantId: string): Promise<Record<string, number>> {
  const keys = (await bench.redis.keys('upshot:{t:*')).filter((key) =>
    key.startsWith(`upshot:{t:${tenantId}}:`),
  );
  const sums: Record<string, number> = {};
  for (const key of keys)
    for (const [field, count] of Object.entries(await bench.redis.hgetall(key)))
      sums[field] = (sums[field] ?? 0) + Number(count);
  return sums;
}

describe('a batch', () => {
  it('becomes histories, folded into one write each', async () => {
    const { tenantId } = newTenant();
    await recordEvents(bench.batch(mixedRuns(tenantId, 20)), bench.ports);
    const runs = await historyOf(tenantId);
    expect(runs.length).toBe(20);
    for (const run of runs) {
      expect(run).toMatchObject({ lastSeq: 6, missedEvents: 0, durationMs: 20 });
      expect(run.steps).toMatchObject([{ status: 'completed' }, { status: 'completed' }]);
    }
    expect(runs.filter(({ status }) => status === 'failed').length).toBe(10);
  });
  it('that comes again changes nothing, counters included, in whatever pieces it comes', async () => {
    const { tenantId } = newTenant();
    const events = mixedRuns(tenantId, 10);
    await recordEvents(bench.batch(events), bench.ports);
    const [before, counted] = [await historyOf(tenantId), await countersOf(tenantId)];
    for (const size of [1, 7, 60])
      for (let at = 0; at < events.length; at += size)
        await recordEvents(bench.batch(events.slice(at, at + size)), bench.ports);
    expect(await historyOf(tenantId)).toEqual(before);
    expect(counted).toEqual({ started: 10, completed: 5, failed: 5 });
    expect(await countersOf(tenantId)).toEqual(counted);
  });
  it('with what cannot be read gives that up and goes on', async () => {
    const run = eventsOf(randomUUID(), newTenant().tenantId);
    const started = run.started(1, 1);
    await recordEvents(bench.batch([Buffer.from('garbage'), null, started]), bench.ports);
    expect(await historyOf(started.tenantId)).toMatchObject([{ status: 'running' }]);
    expect(bench.buried.splice(0)).toEqual([
      '0 decode-event bad_magic_byte',
      '1 decode-event record_invalid',
    ]);
  });
  it('with a gap says so, counts it and shows the rest', async () => {
    const run = eventsOf(randomUUID(), newTenant().tenantId);
    const [started, finished] = [run.started(1, 1), run.finished(6, 9)];
    await recordEvents(bench.batch([started, finished]), bench.ports);
    expect(await historyOf(started.tenantId)).toMatchObject([{ status: 'completed', missedEvents: 4 }]);
    expect(
      bench.logged.some((line) => line.includes('run events are missing') && line.includes('"missed":4')),
    ).toBe(true);
  });
});

describe('the trace of a run', () => {
  it('goes through the stages in order', async () => {
    const receiver = await startOtlpReceiver();
    const telemetry = startTelemetry({ service: 'run-recorder', otlpEndpoint: receiver.endpoint });
    const traceId = '1f'.repeat(16);
    const headers = { traceparent: Buffer.from(`00-${traceId}-${'2e'.repeat(8)}-01`) };
    await recordEvents(bench.batch(wholeRun(randomUUID(), newTenant()), headers), {
      ...bench.ports,
      telemetry,
    });
    await telemetry.shutdown();
    await receiver.close();
    const names = receiver.spans.filter((span) => span.traceId === traceId).map(({ name }) => name);
    expect([...new Set(names)]).toEqual(['decode-event', 'load-history', 'project', 'store-history']);
    expect(names.length).toBe(6 + 3);
  });
});

describe('two recorders with the same events', () => {
  it('do not both win: the slower one is told to read again, and nothing is counted twice', async () => {
    const { tenantId } = newTenant();
    const events = mixedRuns(tenantId, 8);
    const [first, second] = [bench.batch(events.slice(0, 24)), bench.batch(events)];
    await recordEvents(first, bench.ports);
    const stale = await bench.ports.store.load(events.map(({ runId }) => runId));
    const zombie = { ...bench.ports, store: { ...bench.ports.store, load: async () => stale } };
    await recordEvents(second, bench.ports);
    const after = await historyOf(tenantId);
    await expect(recordEvents(second, zombie)).rejects.toMatchObject({ code: 'conflict', retry: 'now' });
    const blind = { ...bench.ports, store: { ...bench.ports.store, load: async () => new Map() } };
    await expect(recordEvents(first, blind)).rejects.toMatchObject({ code: 'conflict', retry: 'now' });
    expect(await historyOf(tenantId)).toEqual(after);
    expect(await countersOf(tenantId)).toEqual({ started: 8, completed: 4, failed: 4 });
  });
  it('count exactly what each of them won, when each wins a part', async () => {
    const { tenantId } = newTenant();
    const events = mixedRuns(tenantId, 6);
    const none = { ...bench.ports, store: { ...bench.ports.store, load: async () => new Map() } };
    await recordEvents(bench.batch(events.filter(({ runId }) => /[01]$/u.test(runId))), bench.ports);
    await expect(recordEvents(bench.batch(events), none)).rejects.toMatchObject({ code: 'conflict' });
    await recordEvents(bench.batch(events), bench.ports);
    expect(await countersOf(tenantId)).toEqual({ started: 6, completed: 3, failed: 3 });
  });
  it('racing for real end with one history', async () => {
    const { tenantId } = newTenant();
    const events = mixedRuns(tenantId, 30);
    const persistently = async () => {
      for (let at = 0; at < events.length; at += 15) {
        const batch = bench.batch(events.slice(at, at + 15));
        await vi.waitFor(() => recordEvents(batch, bench.ports), { timeout: 30_000, interval: 1 });
      }
    };
    await Promise.all([persistently(), persistently(), persistently()]);
    const runs = await historyOf(tenantId);
    expect(runs.filter(({ lastSeq, missedEvents }) => lastSeq === 6 && missedEvents === 0).length).toBe(30);
    expect(await countersOf(tenantId)).toEqual({ started: 30, completed: 15, failed: 15 });
  });
});

describe('a recorder of the topic', () => {
  it('that dies after its store and before its commit is followed by one that changes nothing twice', async () => {
    const { tenantId } = newTenant();
    await bench.send(mixedRuns(tenantId, 40));
    running.push(await bench.open({ crashPoint: crashAt('recorder.stored') }));
    await vi.waitFor(async () => expect((await historyOf(tenantId)).length).toBe(40), 40_000);
    await vi.waitFor(
      async () => expect((await bench.bus.lag(bench.name, [bench.name])).records).toBe(0n),
      40_000,
    );
    const runs = await historyOf(tenantId);
    expect(runs.every(({ lastSeq, missedEvents }) => lastSeq === 6 && missedEvents === 0)).toBe(true);
  });
  it('makes up at its start for what a dead one stored and never counted', async () => {
    const { tenantId } = newTenant();
    const events = mixedRuns(tenantId, 4);
    const crashing = { ...bench.ports, crashPoint: crashAt('recorder.stored') };
    await expect(recordEvents(bench.batch(events), crashing)).rejects.toMatchObject({ code: 'internal' });
    expect(await countersOf(tenantId)).toEqual({});
    running.push(await bench.open());
    expect(await countersOf(tenantId)).toEqual({ started: 4, completed: 2, failed: 2 });
  });
});

describe('the counters', () => {
  it('are made anew from the history, for one tenant', async () => {
    const { tenantId } = newTenant();
    const events = mixedRuns(tenantId, 6);
    await recordEvents(bench.batch(events), bench.ports);
    const key = counterKey(tenantId, 'd1', events[0]?.atMs ?? 0);
    await bench.redis.hset(key, { started: 99, failed: 77 });
    await rebuildCounters(bench.db, bench.redis, { tenantId });
    expect(await countersOf(tenantId)).toEqual({ started: 6, completed: 3, failed: 3 });
    expect(await bench.redis.ttl(key)).toBeGreaterThan(0);
  });
  it('are made anew when Redis was emptied', async () => {
    const { tenantId } = newTenant();
    const events = mixedRuns(tenantId, 6);
    await recordEvents(bench.batch(events), bench.ports);
    await bench.redis.del('upshot:counters:complete', counterKey(tenantId, 'd1', events[0]?.atMs ?? 0));
    await recordEvents(bench.batch(wholeRun(randomUUID(), newTenant())), bench.ports);
    expect(await countersOf(tenantId)).toEqual({ started: 6, completed: 3, failed: 3 });
  });
  it('hold each run once, where they are lost while one is stored and not yet counted', async () => {
    const { tenantId } = newTenant();
    const aRun = () => bench.batch(wholeRun(randomUUID(), { tenantId, startMs: Date.now() }));
    const ports = recorderPorts(bench.engines);
    await recordEvents(aRun(), ports);
    const [stored, counted] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const held: typeof ports.store = {
      ...ports.store,
      async store(changes) {
        const won = await ports.store.store(changes);
        stored.resolve();
        await counted.promise;
        return won;
      },
    };
    const slow = recordEvents(aRun(), { ...ports, store: held });
    await stored.promise;
    await bench.redis.del('upshot:counters:complete');
    await recordEvents(aRun(), ports);
    counted.resolve();
    await slow;
    await recordEvents(bench.batch(wholeRun(randomUUID(), newTenant())), ports);
    expect(await countersOf(tenantId)).toEqual({ started: 3, completed: 3 });
  });
  it('know nothing of runs in the sandbox, also when they are made anew; the history marks these', async () => {
    const { tenantId } = newTenant();
    const events = mixedRuns(tenantId, 4).map((event) =>
      event.runStarted === null ? event : { ...event, runStarted: { ...event.runStarted, sandbox: true } },
    );
    await recordEvents(bench.batch(events), bench.ports);
    await rebuildCounters(bench.db, bench.redis, { tenantId });
    expect(await countersOf(tenantId)).toEqual({});
    expect(await historyOf(tenantId)).toEqual([]);
    const marked = await bench.db.collection('run_history').find({ tenantId }).toArray();
    expect(marked.map(({ sandbox }) => sandbox)).toEqual([true, true, true, true]);
  });
  it('hold nothing up while Redis is away, and are whole again when it is back', async () => {
    const { tenantId } = newTenant();
    const events = mixedRuns(tenantId, 6);
    const away = bench.redis.duplicate({
      lazyConnect: true,
      enableOfflineQueue: false,
      host: '127.0.0.1',
      port: 1,
    });
    away.on('error', () => {});
    await recordEvents(bench.batch(events), recorderPorts({ ...bench.engines, redis: away }));
    away.disconnect();
    expect((await historyOf(tenantId)).length).toBe(6);
    expect(await countersOf(tenantId)).toEqual({});
    await recordEvents(bench.batch(events), recorderPorts(bench.engines));
    expect(await countersOf(tenantId)).toEqual({ started: 6, completed: 3, failed: 3 });
  });
});
