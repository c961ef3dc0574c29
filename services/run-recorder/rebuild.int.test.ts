/** Shows on real engines that a lost history comes back from the topic as it was, also after an interruption, without whom was erased. */
import { createErasures, eraseHistory, RUN_HISTORY, type HistoryDocument } from '@upshot/history';
import { wholeRun } from '@upshot/history/testing';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { REBUILT, rebuildHistory, type RebuildEngines } from './rebuild-history.ts';
import { crashAt, openBench } from './testing/bench.ts';

const RUNS = 120;
let bench: Awaited<ReturnType<typeof openBench>>;

beforeAll(async () => {
  bench = await openBench(inject('engines'));
  const startMs = Date.now();
  const runs = Array.from({ length: RUNS }, (_, index) =>
    wholeRun(`${bench.name}-${index}`, { tenantId: bench.name, startMs: startMs + index, steps: index % 4 }),
  );
  for (let at = 0; at < 8; at += 1) await bench.send(runs.flatMap((run) => run.slice(at, at + 1)));
  const recorder = await bench.open();
  await vi.waitFor(async () => expect((await histories()).length).toBe(RUNS), {
    timeout: 30_000,
    interval: 100,
  });
  await vi.waitFor(
    async () => expect((await histories()).every(({ status }) => status === 'completed')).toBe(true),
    { timeout: 30_000, interval: 100 },
  );
  await recorder.stop();
}, 90_000);
afterAll(async () => {
  await bench.close();
});

const collection = () => bench.db.collection<HistoryDocument>(RUN_HISTORY);
/** But for the marks of the writes. */
const histories = async () =>
  (await collection().find({}).sort({ _id: 1 }).toArray()).map(({ writtenBy: _mark, ...rest }) => rest);
const rebuild = (bus: RebuildEngines['bus'] = bench.bus) =>
  rebuildHistory({ ...bench.engines, bus }, { events: bench.name, lookMs: 50 });

describe('a history that was lost', () => {
  it('comes back as it was', async () => {
    const before = await histories();
    await collection().drop();
    expect(await rebuild()).toBe(RUNS);
    expect(await histories()).toEqual(before);
    expect(await bench.db.listCollections({ name: REBUILT }).toArray()).toEqual([]);
    const indexes = await collection().indexes();
    expect(indexes.some(({ key }) => 'terms' in key)).toBe(true);
  });
  it('comes back once more, in place of the one that is there, after an interruption', async () => {
    const before = await histories();
    await collection().deleteMany({ _id: { $in: before.slice(0, 10).map(({ _id }) => _id) } });
    let lookedAt = 0;
    const bus = {
      consumeBatches: bench.bus.consumeBatches.bind(bench.bus),
      async lag(group: string, topics: readonly string[]) {
        lookedAt += 1;
        if (lookedAt > 1) crashAt('looked')('looked');
        return { ...(await bench.bus.lag(group, topics)), records: 1n };
      },
    };
    await expect(rebuild(bus)).rejects.toMatchObject({ code: 'internal' });
    expect((await histories()).length).toBe(RUNS - 10);
    expect(await rebuild()).toBe(RUNS);
    expect(await histories()).toEqual(before);
  });
  it('comes back without those who were erased', async () => {
    const tenant = { tenantId: bench.name };
    const erasures = createErasures(bench.db, () => Date.now() + 60_000);
    const subject = { module: 'opportunities', recordId: 'o1', texts: [] };
    await erasures.request(tenant, subject, 'key');
    await erasures.workOff('runs', async () => 0);
    await erasures.workOff('history', (due, remember) => eraseHistory(bench.db, due, remember, 5));
    expect(await rebuild()).toBe(RUNS);
    expect((await histories()).every(({ recordId }) => recordId === '[erased]')).toBe(true);
  });
});
