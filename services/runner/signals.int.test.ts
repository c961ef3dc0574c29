/** Shows on real engines that a run hears of what it waits for once, whenever the signal and the run come. */
import { randomUUID } from 'node:crypto';
import type { Graph } from '@upshot/definitions';
import { ensureIndexes } from '@upshot/mongo';
import { RUN_COMMANDS, type RunSignal, type StartRun } from '@upshot/schemas';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { runCollections } from './ports/run-store.ts';
import { signalCollections } from './ports/signal-store.ts';
import { batchOf, openBench, startCommand } from './testing/bench.ts';
import { commandTo, crashAt, openHouse, report } from './testing/house.ts';
import { runSignals } from './topology.ts';

let bench: Awaited<ReturnType<typeof openBench>>;
beforeAll(async () => {
  bench = await openBench(inject('engines'));
  await ensureIndexes(bench.db, [...runCollections, ...signalCollections]);
});
afterAll(async () => {
  await bench.close();
});

const WAITS: Graph = {
  start: 'w',
  nodes: [
    { kind: 'wait_for_event', id: 'w', event: { kind: 'activity', type: 'mail_replied' }, timeoutMs: 1e9 },
    { kind: 'end', id: 'yes', status: 'completed', reason: 'replied' },
  ],
  edges: [{ from: 'w', outcome: 'happened', to: 'yes' }],
};
const ACTS_FIRST: Graph = {
  ...WAITS,
  start: 'a',
  nodes: [{ kind: 'action', id: 'a', action: 'webhook', config: {} }, ...WAITS.nodes],
  edges: [{ from: 'a', outcome: 'done', to: 'w' }, ...WAITS.edges],
};
const TWO: Graph = {
  ...WAITS,
  nodes: [
    ...WAITS.nodes,
    { kind: 'wait_for_event', id: 'w2', event: { kind: 'activity', type: 'mail_replied' } },
  ],
  edges: [
    { from: 'w', outcome: 'happened', to: 'w2' },
    { from: 'w2', outcome: 'happened', to: 'yes' },
  ],
};
const DAY_MS = 86_400_000;
const UNTIL: Graph = {
  start: 'd',
  nodes: [
    { kind: 'wait', id: 'd', until: { kind: 'date', field: 'due', offset: { amount: 0, unit: 'days' } } },
  ],
  edges: [],
};

function aRun(graph: Graph = WAITS, more: Partial<StartRun> = {}) {
  const [runId, recordId] = [randomUUID(), randomUUID()];
  return { runId, recordId, start: startCommand(bench.tenantId, runId, graph, { recordId, ...more }) };
}
const reply = (recordId: string, more: Partial<RunSignal> = {}): RunSignal => ({
  tenantId: bench.tenantId,
  definitionId: 'd1',
  nodeId: 'w',
  module: 'opportunities',
  recordId,
  what: 'event',
  positionId: randomUUID(),
  occurredAtMs: Date.now(),
  record: '{"stage":"won"}',
  output: '{"event":"mail_replied","text":"yes"}',
  fromVersion: 0,
  toVersion: null,
  ...more,
});
const moved = (recordId: string, due: string | null, more: Partial<RunSignal> = {}): RunSignal =>
  reply(recordId, { nodeId: 'd', what: 'date', record: JSON.stringify({ due }), output: '{}', ...more });
const dates = (due: string): Partial<StartRun> => ({ after: JSON.stringify({ due }) });
const told = (house: ReturnType<typeof openHouse>) =>
  house.sent.filter(({ topic }) => topic === RUN_COMMANDS).length;

describe('a run that waits for an event', () => {
  it('goes on when it happens, with what it says', async () => {
    const house = openHouse(bench);
    const { runId, recordId, start } = aRun();
    await house.tell(start);
    await house.signal([reply(recordId)]);
    await house.settle();
    const state = await house.stateOf(runId);
    expect(state.status).toBe('finished');
    const finished = (await house.eventsSent()).find(({ stepFinished }) => stepFinished !== null);
    expect(finished?.stepFinished?.answer).toBe('happened');
    expect(JSON.parse(finished?.stepFinished?.output ?? '')).toMatchObject({ text: 'yes' });
    const [timer] = await house.timersSent();
    expect((await house.timersSent()).at(-1)).toMatchObject({ verb: 'cancel', timerId: timer?.timerId });
  });
  it('hears of it once, however often the signal comes', async () => {
    const house = openHouse(bench);
    const { runId, recordId, start } = aRun(TWO);
    await house.tell(start);
    const signals = ['w', 'w2'].map((nodeId) => reply(recordId, { nodeId }));
    await house.signal([...signals, ...signals]);
    await house.settle();
    await house.signal(signals);
    await house.settle();
    expect((await house.stateOf(runId)).openSteps).toMatchObject([{ nodeId: 'w2' }]);
  });
  it.each([
    ['another record', { recordId: 'other' }],
    ['another definition', { definitionId: 'd2' }],
    ['another node', { nodeId: 'x' }],
    ['another tenant', { tenantId: 'other' }],
    ['a later version', { fromVersion: 2 }],
    ['an earlier version', { toVersion: 0 }],
  ])('is not told what happens to %s', async (_name, more) => {
    const house = openHouse(bench);
    const { recordId, start } = aRun();
    await house.tell(start);
    await house.signal([reply(recordId, more)]);
    expect(told(house)).toBe(0);
  });
  it('does not count what happened before it came there', async () => {
    const house = openHouse(bench);
    const { runId, recordId, start } = aRun();
    const before = reply(recordId, { occurredAtMs: Date.now() - 1 });
    await house.signal([before]);
    await house.tell(start);
    await house.signal([before]);
    await house.settle();
    expect((await house.stateOf(runId)).status).toBe('running');
  });
  it('hears while it is paused, and goes on when it is resumed', async () => {
    const house = openHouse(bench);
    const { runId, recordId, start } = aRun();
    const control = (verb: 'pause' | 'resume') =>
      commandTo(bench.tenantId, runId, {
        control: { verb, by: 'k', reason: 'r', version: 0, graph: null, nodes: {} },
      });
    await house.tell(start, control('pause'));
    await house.signal([reply(recordId)]);
    await house.settle();
    expect(await house.stateOf(runId)).toMatchObject({ status: 'paused', openSteps: [] });
    await house.tell(control('resume'));
    expect((await house.stateOf(runId)).status).toBe('finished');
  });
  it('hears by the node and the version that have taken it over', async () => {
    const house = openHouse(bench);
    const { runId, recordId, start } = aRun();
    const text = JSON.stringify(WAITS).replaceAll('"w"', '"other"');
    const control = {
      verb: 'take_over',
      by: 'k',
      reason: 'r',
      version: 3,
      graph: text,
      nodes: { w: 'other' },
    } as const;
    await house.tell(start, commandTo(bench.tenantId, runId, { control }));
    await house.signal([reply(recordId), reply(recordId, { nodeId: 'other', toVersion: 2 })]);
    expect(told(house)).toBe(0);
    await house.signal([reply(recordId, { nodeId: 'other', fromVersion: 3 })]);
    await house.settle();
    expect((await house.stateOf(runId)).status).toBe('finished');
  });
  it('is not told when it is over', async () => {
    const house = openHouse(bench);
    const { runId, recordId, start } = aRun();
    const control = { verb: 'cancel', by: 'k', reason: 'r', version: 0, graph: null, nodes: {} } as const;
    await house.tell(start, commandTo(bench.tenantId, runId, { control }));
    await house.signal([reply(recordId)]);
    expect(told(house)).toBe(0);
  });
});

describe('a signal that comes between the decision and the store of the run that waits for it', () => {
  /** A runner that is held up before it stores, while the signal goes all its way. */
  const heldUp = (house: ReturnType<typeof openHouse>, meanwhile: () => Promise<void>) => ({
    store: {
      ...bench.ports.store,
      commit: async (runs: Parameters<typeof bench.ports.store.commit>[0]) => {
        await meanwhile();
        expect(told(house)).toBe(0);
        await bench.ports.store.commit(runs);
      },
    },
  });

  it('is heard: the runner looks for what is kept when it has stored', async () => {
    const house = openHouse(bench);
    const { runId, recordId, start } = aRun();
    await house.take(
      [start],
      heldUp(house, () => house.signal([reply(recordId)])),
    );
    expect(told(house)).toBe(1);
    await house.settle();
    expect((await house.stateOf(runId)).status).toBe('finished');
  });
  it('is heard though the runner crashes before it looks', async () => {
    const house = openHouse(bench);
    const { runId, recordId, start } = aRun();
    const parts = {
      ...heldUp(house, () => house.signal([reply(recordId)])),
      crashPoint: crashAt('runner.stored'),
    };
    await expect(house.take([start], parts)).rejects.toMatchObject({ code: 'internal' });
    expect(told(house)).toBe(0);
    await house.tell(start);
    expect((await house.stateOf(runId)).status).toBe('finished');
  });
  it('is heard by a run that comes there from another step, and by one that an event brought there', async () => {
    const house = openHouse(bench);
    const [acting, two] = [aRun(ACTS_FIRST), aRun(TWO)];
    await house.tell(acting.start, two.start);
    const [step] = (await house.stateOf(acting.runId)).openSteps;
    const reported = commandTo(bench.tenantId, acting.runId, report(step?.stepId ?? ''));
    await house.take(
      [reported],
      heldUp(house, () => house.signal([reply(acting.recordId)])),
    );
    await house.settle();
    expect((await house.stateOf(acting.runId)).status).toBe('finished');
    const { nodeId, what, record, output, occurredAtMs } = reply(two.recordId);
    const first = commandTo(bench.tenantId, two.runId, {
      signal: { nodeId, what, record, output, occurredAtMs },
    });
    const second = () => house.signal([reply(two.recordId, { nodeId: 'w2' })]);
    house.sent.length = 0;
    await house.take([first], heldUp(house, second));
    await house.settle();
    expect((await house.stateOf(two.runId)).status).toBe('finished');
  });
  it('is heard where a date has moved, once, and not again and again', async () => {
    const house = openHouse(bench);
    const { runId, recordId, start } = aRun(UNTIL, dates('2031-01-01T00:00:00Z'));
    await house.take(
      [start],
      heldUp(house, () => house.signal([moved(recordId, '2032-01-01T00:00:00Z')])),
    );
    await house.settle();
    expect((await house.stateOf(runId)).openSteps[0]?.dueAtMs).toBe(Date.parse('2032-01-01T00:00:00Z'));
    expect(told(house)).toBeLessThanOrEqual(2);
  });
  it('is heard of fifty runs at once, whichever comes first', async () => {
    const house = openHouse(bench);
    const runs = Array.from({ length: 50 }, () => aRun());
    const soon = () => Date.now() + 60_000;
    await Promise.all(
      runs.flatMap(({ start, recordId }) => [
        house.take([start]),
        house.signal([reply(recordId, { occurredAtMs: soon() })]),
      ]),
    );
    await house.settle();
    const states = await Promise.all(runs.map(({ runId }) => house.stateOf(runId)));
    expect(new Set(states.map(({ status }) => status))).toEqual(new Set(['finished']));
    expect(new Set(states.map(({ seq }) => seq)).size).toBe(1);
  });
});

describe('a crash of who takes signals', () => {
  it.each(['runner.signals-kept', 'runner.signals-found', 'runner.signals-told'])(
    'at %s loses nothing and doubles nothing',
    async (point) => {
      const house = openHouse(bench);
      const { runId, recordId, start } = aRun();
      await house.tell(start);
      const batch = [reply(recordId)];
      await expect(house.signal(batch, { crashPoint: crashAt(point) })).rejects.toMatchObject({
        code: 'internal',
      });
      await house.signal(batch);
      await house.settle();
      const state = await house.stateOf(runId);
      expect(state).toMatchObject({ status: 'finished', seq: 6 });
    },
  );
});

describe('a run that waits until a date of its record', () => {
  it('waits until the other one when the date has moved: the former timer is cancelled, another is set', async () => {
    const house = openHouse(bench);
    const { runId, recordId, start } = aRun(UNTIL, dates('2031-01-01T00:00:00Z'));
    await house.tell(start);
    await house.signal([moved(recordId, '2032-01-01T00:00:00Z')]);
    await house.settle();
    const [first, ...rest] = await house.timersSent();
    expect(first).toMatchObject({ verb: 'set', dueAtMs: Date.parse('2031-01-01T00:00:00Z') });
    expect(rest).toMatchObject([
      { verb: 'set', dueAtMs: Date.parse('2032-01-01T00:00:00Z') },
      { verb: 'cancel', timerId: first?.timerId },
    ]);
    const step = (await house.stateOf(runId)).openSteps[0];
    const fire = (timerId: string) =>
      commandTo(bench.tenantId, runId, {
        fireTimer: { timerId, stepId: step?.stepId ?? '', dueAtMs: 1, firedAtMs: 2 },
      });
    await house.tell(fire(first?.timerId ?? ''));
    expect((await house.stateOf(runId)).status).toBe('running');
    await house.tell(fire(rest[0]?.timerId ?? ''), fire(rest[0]?.timerId ?? ''));
    expect((await house.stateOf(runId)).status).toBe('finished');
  });
  it('follows every move, the last one counts, and the same again is nothing', async () => {
    const house = openHouse(bench);
    const { runId, recordId, start } = aRun(UNTIL, dates('2031-01-01T00:00:00Z'));
    await house.tell(start);
    const days = [1, 2, 3].map((day) => Date.UTC(2032, 0, day));
    const signals = days.map((at) => moved(recordId, new Date(at).toISOString()));
    await house.signal([...signals, ...signals]);
    await house.settle();
    const [step] = (await house.stateOf(runId)).openSteps;
    expect(step?.dueAtMs).toBe(days[2]);
    const pending = new Set<string>();
    for (const { verb, timerId } of await house.timersSent())
      if (verb === 'set') pending.add(timerId);
      else pending.delete(timerId);
    expect([...pending]).toEqual(step?.timers.map(({ timerId }) => timerId));
  });
  it('begins with the date that the record has then, and not with that of its trigger', async () => {
    const house = openHouse(bench);
    const { runId, start } = aRun(UNTIL, dates('2031-01-01T00:00:00Z'));
    const image = { values: { due: '2033-01-01T00:00:00Z' }, unknown: [] };
    const surroundingsIn = (...asked: Parameters<typeof bench.ports.surroundingsIn>) => ({
      ...bench.ports.surroundingsIn(...asked),
      recordNow: () => ({ state: 'found', image }) as const,
    });
    await house.take([start], { surroundingsIn });
    expect((await house.stateOf(runId)).openSteps[0]?.dueAtMs).toBe(Date.parse('2033-01-01T00:00:00Z'));
  });
  it('ends its wait without one when the date is cleared', async () => {
    const house = openHouse(bench);
    const { runId, recordId, start } = aRun(UNTIL, dates(new Date(Date.now() + DAY_MS).toISOString()));
    await house.tell(start);
    await house.signal([moved(recordId, null)]);
    await house.settle();
    expect((await house.stateOf(runId)).status).toBe('finished');
    expect((await house.eventsSent()).at(-1)?.runFinished?.reason).toBe('no_edge:no_date');
  });
});

describe('a record of the signals', () => {
  it.each([
    ['no signal', (): Buffer => Buffer.from('garbage')],
    ['of a kind that nobody knows', (): Buffer => bench.signals.encode(reply('o', { what: 'other' }))],
  ])('that is %s goes to the dead letters, and the batch goes on', async (_name, bytes) => {
    const house = openHouse(bench);
    const { recordId, start } = aRun();
    await house.tell(start);
    const buried: string[] = [];
    const deadLetters = { bury: async (_: unknown, stage: string) => void buried.push(stage) };
    const sent: unknown[] = [];
    const bus = { send: async (records: readonly unknown[]) => void sent.push(...records) };
    const batch = batchOf([bytes(), bench.signals.encode(reply(recordId)), null]);
    await runSignals(batch, { ...bench.ports, bus, deadLetters });
    expect(buried).toEqual(['decode-signal', 'decode-signal']);
    expect(sent).toHaveLength(1);
  });
});
