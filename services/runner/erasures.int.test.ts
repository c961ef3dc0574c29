/** Shows on real engines that the open runs of an erased subject end, that its signals go, and that it enters nothing a second time. */
import { randomUUID } from 'node:crypto';
import type { Graph } from '@upshot/definitions';
import { UpshotError } from '@upshot/errors';
import { createErasures, historyIndexes, type Subject } from '@upshot/history';
import { ensureIndexes } from '@upshot/mongo';
import type { RunCommand, RunSignal, StartRun } from '@upshot/schemas';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createEndRuns, type EndRunsPorts } from './end-runs.ts';
import { ENTRIES, entryCollections } from './ports/entry-store.ts';
import { eraseEntries, eraseSignals } from './ports/erase-from-runner.ts';
import { openRunsOf } from './ports/open-runs-of.ts';
import { runCollections } from './ports/run-store.ts';
import { signalCollections, SIGNALS } from './ports/signal-store.ts';
import { openBench, startCommand, WAITING } from './testing/bench.ts';
import { commandTo, openHouse } from './testing/house.ts';

let bench: Awaited<ReturnType<typeof openBench>>;
beforeAll(async () => {
  bench = await openBench(inject('engines'));
  const runner = [...runCollections, ...entryCollections, ...signalCollections];
  await ensureIndexes(bench.db, [...runner, ...historyIndexes]);
});
afterAll(async () => {
  await bench.close();
});

const REQUESTED_MS = 1_000_000;
const LATER_MS = REQUESTED_MS + 60_000;

/** A house of its own tenant, and the runner's part of its erasures at a time. */
function openTenant() {
  const house = openHouse(bench);
  const tenantId = randomUUID();
  const erasures = createErasures(bench.db, () => REQUESTED_MS);
  const start = async (more: Partial<StartRun> = {}, graph: Graph = WAITING) => {
    const runId = randomUUID();
    await house.tell(startCommand(tenantId, runId, graph, more));
    return runId;
  };
  const cancels: RunCommand[] = [];
  const own: EndRunsPorts = {
    openRunsOf: (subject) => openRunsOf(bench.db, subject),
    bus: {
      async send(records) {
        const values = records.flatMap(({ value }) => (value === null ? [] : [value]));
        for (const value of values) cancels.push(await bench.commands.decode(value));
      },
    },
    codec: bench.commands,
    now: () => LATER_MS,
    hasHandled: async () => true,
  };
  const ending = (ports: Partial<EndRunsPorts> = {}) => {
    const endRuns = createEndRuns({ ...own, ...ports });
    return () =>
      erasures.workOff('runs', (due, remember) =>
        due.tenantId === tenantId ? endRuns(due, remember) : Promise.resolve(null),
      );
  };
  const request = (subject: Partial<Subject> = {}) =>
    erasures.request(
      { tenantId },
      { module: 'opportunities', recordId: 'ada', texts: [], ...subject },
      'key-1',
    );
  const stored = (name: string) => bench.db.collection(name).find({ tenantId }).toArray();
  /** The runner hears what it was told. */
  const settle = () => house.tell(...cancels);
  return {
    ...house,
    cancels,
    settle,
    tenantId,
    start,
    ending,
    request,
    stored,
    find: (id: string) => erasures.find({ tenantId }, id),
  };
}

describe('an open run of a subject that is erased', () => {
  it('is cancelled, with who asked and why, and keeps nothing; other runs go on', async () => {
    const { start, ending, request, settle, stateOf, find, eventsSent, stored } = openTenant();
    const ours = await start({ recordId: 'ada', after: '{"mail":"ada@example.com"}' });
    const others = [await start({ recordId: 'bob' }), await start({ recordId: 'ada', module: 'leads' })];
    const { id } = await request();
    const work = ending();
    expect(await work()).toBe(0);
    await settle();
    expect(await work()).toBe(1);
    expect((await stateOf(ours)).status).toBe('finished');
    for (const runId of others) expect((await stateOf(runId)).status).toBe('running');
    const ended = (await eventsSent()).find(({ runFinished }) => runFinished !== null);
    expect(ended).toMatchObject({
      runId: ours,
      runFinished: { status: 'cancelled', act: { by: 'key-1', reason: `erasure ${id}` } },
    });
    expect(await find(id)).toMatchObject({ done: [{ part: 'runs', count: 1 }] });
    expect(JSON.stringify(await stored('runs'))).not.toContain('ada@');
    expect(await stored('erasures')).toMatchObject([{ runIds: [ours] }]);
  });
  it('is one that is paused, too', async () => {
    const { start, ending, request, settle, stateOf, tell, tenantId } = openTenant();
    const runId = await start({ recordId: 'ada' });
    const act = { by: 'ann', reason: 'later', version: 0, graph: null, nodes: {} } as const;
    await tell(commandTo(tenantId, runId, { control: { verb: 'pause', ...act } }));
    expect((await stateOf(runId)).status).toBe('paused');
    await request();
    const work = ending();
    await work();
    await settle();
    expect(await work()).toBe(1);
    expect((await stateOf(runId)).status).toBe('finished');
  });
  it('is one that names it in its record or its variables, not one whose definition does', async () => {
    const { start, ending, request, settle, stateOf } = openTenant();
    const text = 'ada "the first" <ada@example.com>';
    const inRecord = await start({ after: JSON.stringify({ referrer: `by ${text.toUpperCase()}` }) });
    const inVariables = await start({ variables: JSON.stringify({ copyTo: text }) });
    const writing = { kind: 'action', id: 'a', action: 'webhook', config: { to: text } } as const;
    const inGraph = await start({}, { ...WAITING, nodes: [...WAITING.nodes, writing] });
    await request({ texts: [text] });
    const work = ending();
    await work();
    await settle();
    expect(await work()).toBe(1);
    expect((await stateOf(inRecord)).status).toBe('finished');
    expect((await stateOf(inVariables)).status).toBe('finished');
    expect((await stateOf(inGraph)).status).toBe('running');
  });
  it('is one whose start was on its way as well', async () => {
    const { start, ending, request, settle, stateOf } = openTenant();
    await request();
    let [nowMs, looked] = [REQUESTED_MS, 0];
    const work = ending({
      now: () => nowMs,
      openRunsOf(subject) {
        looked += 1;
        return openRunsOf(bench.db, subject);
      },
    });
    expect([await work(), await work(), looked]).toEqual([0, 0, 1]);
    const late = await start({ recordId: 'ada' });
    nowMs = LATER_MS;
    expect(await work()).toBe(0);
    await settle();
    expect(await work()).toBe(1);
    expect((await stateOf(late)).status).toBe('finished');
  });
  it('is one whose start the runner has yet to come to', async () => {
    const { start, ending, request, settle, stateOf } = openTenant();
    await request();
    let isBehind = true;
    const asked: number[] = [];
    const work = ending({
      async hasHandled(atMs) {
        asked.push(atMs);
        return !isBehind;
      },
    });
    expect(await work()).toBe(0);
    const late = await start({ recordId: 'ada' });
    isBehind = false;
    expect(await work()).toBe(0);
    await settle();
    expect(await work()).toBe(1);
    expect((await stateOf(late)).status).toBe('finished');
    expect(new Set(asked)).toEqual(new Set([LATER_MS]));
  });
  it('is told once by a process, again by the next, and by the same where that has not helped', async () => {
    const { start, ending, request, settle, cancels, find } = openTenant();
    const runId = await start({ recordId: 'ada' });
    const { id } = await request();
    const refusing = { send: () => Promise.reject(new UpshotError('bus_unavailable', 'away')) };
    await expect(ending({ bus: refusing })()).rejects.toMatchObject({ code: 'bus_unavailable' });
    let nowMs = LATER_MS;
    const work = ending({ now: () => nowMs });
    await work();
    await work();
    expect(cancels).toHaveLength(1);
    await ending()();
    nowMs += 60_000;
    await work();
    expect(cancels.map((command) => command.runId)).toEqual([runId, runId, runId]);
    await settle();
    expect(await ending()()).toBe(1);
    expect(await find(id)).toMatchObject({ done: [{ part: 'runs', count: 1 }] });
  });
});

describe('what the runner keeps beside runs', () => {
  it('loses the signals of the record, of that tenant and module alone', async () => {
    const { signal, tenantId, stored } = openTenant();
    const told = (more: Partial<RunSignal>): RunSignal => ({
      tenantId,
      definitionId: 'd1',
      nodeId: 'w',
      module: 'opportunities',
      recordId: 'ada',
      what: 'event',
      positionId: randomUUID(),
      occurredAtMs: Date.now(),
      record: '{"mail":"ada@example.com"}',
      output: '{}',
      fromVersion: 0,
      toVersion: null,
      ...more,
    });
    await signal([told({}), told({ what: 'date' }), told({ module: 'leads' }), told({ recordId: 'bob' })]);
    const subject = { tenantId, module: 'opportunities', recordId: 'ada' };
    expect(await eraseSignals(bench.db, { ...subject, tenantId: 'other' })).toBe(0);
    expect(await eraseSignals(bench.db, subject)).toBe(2);
    expect(await eraseSignals(bench.db, subject)).toBe(0);
    expect(new Set((await stored(SIGNALS)).map(({ module, recordId }) => `${module}/${recordId}`))).toEqual(
      new Set(['leads/ada', 'opportunities/bob']),
    );
  });
  it('holds who has entered without saying who it was, so that nobody enters again', async () => {
    const { start, tenantId, stored, stateOf } = openTenant();
    const entering = { recordId: 'ada', reentry: { policy: 'once_per_record', coolDownMs: 0 } } as const;
    await start(entering);
    expect(await eraseEntries(bench.db, { tenantId: 'other', module: 'leads', recordId: 'ada' })).toBe(0);
    const subject = { tenantId, module: 'opportunities', recordId: 'ada' };
    expect(await eraseEntries(bench.db, subject)).toBe(1);
    expect(await eraseEntries(bench.db, subject)).toBe(0);
    const entries = await stored(ENTRIES);
    expect(entries).toHaveLength(1);
    expect(JSON.stringify(entries)).not.toContain('"ada"');
    expect((await stateOf(await start(entering))).status).toBe('finished');
  });
});
