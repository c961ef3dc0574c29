/** Shows on real engines that a run starts another one and hears how it ends, once, over crashes, and that the two do not go round. */
import type { Graph } from '@upshot/definitions';
import { ensureIndexes } from '@upshot/mongo';
import type { RunCommand } from '@upshot/schemas';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { runCollections } from './ports/run-store.ts';
import { openBench } from './testing/bench.ts';
import { commandTo, crashAt, openHouse, passing } from './testing/house.ts';
import {
  action,
  aRun,
  AWAITS,
  cancel,
  edge,
  reasonOf,
  requestOf,
  started,
  sub,
  tellStep,
} from './testing/two-runs.ts';

let bench: Awaited<ReturnType<typeof openBench>>;
beforeAll(async () => {
  bench = await openBench(inject('engines'));
  await ensureIndexes(bench.db, runCollections);
});
afterAll(async () => {
  await bench.close();
});

const STARTS: Graph = { start: 's', nodes: [sub(false), action('a')], edges: [edge('s', 'started', 'a')] };
/** An act and the other run, side by side. */
const BESIDE: Graph = {
  start: 'p',
  nodes: [
    { kind: 'parallel', id: 'p', arms: ['x', 'y'] },
    { kind: 'join', id: 'j', of: 'p', needs: 'all' },
    action('a'),
    sub(true),
  ],
  edges: [edge('p', 'x', 'a'), edge('p', 'y', 's'), edge('a', 'done', 'j'), edge('s', 'completed', 'j')],
};
type House = ReturnType<typeof openHouse>;

describe('a run that awaits another', () => {
  it('asks for it on its record, one step deeper, and goes on with its end and its variables', async () => {
    const house = openHouse(bench);
    const { runId, start } = aRun(bench.tenantId, AWAITS);
    await house.tell(start);
    const request = await requestOf(house);
    expect(request).toMatchObject({
      definitionId: 'child',
      module: 'opportunities',
      recordId: 'o1',
      depth: 1,
      rootRunId: runId,
      variables: '{"stage":"won"}',
      parent: { runId, awaits: true },
      startedBy: null,
    });
    await house.tell(started(request));
    expect((await house.stateOf(runId)).status).toBe('running');
    await house.tell(await tellStep(house, request.runId, 'c'));
    expect(await reasonOf(house, runId)).toBe('completed');
    const finished = (await house.eventsSent()).find(
      (event) => event.runId === runId && event.stepFinished?.answer === 'completed',
    );
    expect(JSON.parse(finished?.stepFinished?.output ?? '')).toMatchObject({
      runId: request.runId,
      variables: { answer: 42, stage: 'won' },
    });
  });
  it.each([
    ['failed', { outcome: 'failed', errorCode: 'http_failed' }],
    ['skipped', { outcome: 'skipped' }],
  ])('goes on as %s where the other one does', async (reason, more) => {
    const house = openHouse(bench);
    const { runId, start } = aRun(bench.tenantId, AWAITS);
    await house.tell(start);
    const request = await requestOf(house);
    await house.tell(started(request));
    await house.tell(await tellStep(house, request.runId, 'c', more));
    expect(await reasonOf(house, runId)).toBe(reason);
  });
  it('goes on as cancelled where the other one is', async () => {
    const house = openHouse(bench);
    const { runId, start } = aRun(bench.tenantId, AWAITS);
    await house.tell(start);
    const request = await requestOf(house);
    await house.tell(started(request), cancel(bench.tenantId, request.runId));
    expect(await reasonOf(house, runId)).toBe('cancelled');
  });
  it('goes on as not found where there is none', async () => {
    const house = openHouse(bench);
    const { runId, start } = aRun(bench.tenantId, AWAITS);
    await house.tell(start);
    const none = { outcome: 'failed', answer: 'not_found', errorCode: 'definition_unknown' };
    await house.tell(await tellStep(house, runId, 's', none));
    expect(await reasonOf(house, runId)).toBe('not_found');
  });
  it('asks again while it waits, and no more when it has heard: the two do not go round', async () => {
    const house = openHouse(bench);
    const { runId, start } = aRun(bench.tenantId, AWAITS);
    await house.tell(start);
    await house.tell(start);
    expect(new Set((await house.startsSent()).map((each) => each.runId)).size).toBe(1);
    const request = await requestOf(house);
    await house.tell(started(request), started(request));
    const last = await tellStep(house, request.runId, 'c');
    await house.tell(last);
    const asked = (await house.startsSent()).length;
    await house.tell(last, started(request), start);
    expect(await house.startsSent()).toHaveLength(asked);
    expect((await house.stateOf(runId)).status).toBe('finished');
  });
});

describe('a run that starts another and goes on', () => {
  it('does not hear of it again', async () => {
    const house = openHouse(bench);
    const { runId, start } = aRun(bench.tenantId, STARTS);
    await house.tell(start);
    const request = await requestOf(house);
    expect(request.parent).toMatchObject({ runId, awaits: false });
    expect((await house.stateOf(runId)).openSteps).toMatchObject([{ nodeId: 'a' }]);
    await house.tell(started(request));
    await house.tell(await tellStep(house, request.runId, 'c'));
    expect((await house.commandsSent()).filter((command) => command.runId === runId)).toEqual([]);
  });
  it('asks for it though a crash came between its store and its send', async () => {
    const house = openHouse(bench);
    const { start } = aRun(bench.tenantId, STARTS);
    await expect(house.take([start], { crashPoint: crashAt('runner.stored') })).rejects.toMatchObject({
      code: 'internal',
    });
    expect(await house.startsSent()).toEqual([]);
    await house.tell(start);
    expect(await house.startsSent()).toHaveLength(1);
  });
});

describe('a crash on the way to another run and back', () => {
  const POINTS = ['runner.decided', 'runner.stored', 'runner.sent'];
  const STAGES = ['the parent asks', 'the child starts', 'the child ends', 'the parent hears'] as const;
  const all = STAGES.flatMap((stage) => POINTS.map((point) => [point, stage] as const));

  it.each(all)('at %s when %s loses nothing and doubles nothing', async (point, stage) => {
    const house = openHouse(bench);
    const { runId, start } = aRun(bench.tenantId, AWAITS);
    const through = (command: RunCommand, crashes: boolean) =>
      passing(house, command, crashes ? point : null);
    await through(start, stage === 'the parent asks');
    const request = await requestOf(house);
    await through(started(request), stage === 'the child starts');
    await through(await tellStep(house, request.runId, 'c'), stage === 'the child ends');
    const [answer] = (await house.commandsSent()).filter((command) => command.runId === runId);
    await through(answer ?? expect.unreachable(), stage === 'the parent hears');
    await house.settle();
    expect(await reasonOf(house, runId)).toBe('completed');
    const seqs = (await house.eventsSent()).filter((event) => event.runId === runId).map(({ seq }) => seq);
    expect([...new Set(seqs)].toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6]);
    expect((await house.stateOf(runId)).seq).toBe(6);
  });
});

describe('a run with several open steps', () => {
  const channels = (house: House): readonly string[] =>
    house.sent.map(({ topic }) => topic).filter((topic) => topic !== 'upshot.run-events');

  it('sends again what was stored when a command comes again, and nothing for a copy of it', async () => {
    const house = openHouse(bench);
    const { runId, start } = aRun(bench.tenantId, BESIDE);
    await house.tell(start);
    expect(channels(house)).toEqual(['upshot.effects.webhook', 'upshot.start-requests']);
    const request = await requestOf(house);
    const [acted, child] = [await tellStep(house, runId, 'a'), started(request)];
    house.sent.length = 0;
    await house.tell(start);
    expect(channels(house)).toEqual(['upshot.effects.webhook', 'upshot.start-requests']);
    house.sent.length = 0;
    await house.tell({ ...start });
    await house.take([acted]);
    expect(channels(house)).toEqual([]);
    await house.tell(child);
    await house.tell(await tellStep(house, request.runId, 'c'));
    house.sent.length = 0;
    await house.tell(start, acted, { ...start }, { ...acted });
    expect(channels(house)).toEqual([]);
    expect((await house.stateOf(runId)).status).toBe('finished');
  });
  it('sends after a crash what its last decision stored, with what the next batch brings', async () => {
    const house = openHouse(bench);
    const { runId, start } = aRun(bench.tenantId, BESIDE);
    await expect(house.take([start], { crashPoint: crashAt('runner.stored') })).rejects.toMatchObject({
      code: 'internal',
    });
    await house.take([start, await tellStep(house, runId, 'a')]);
    expect(channels(house)).toEqual(['upshot.effects.webhook', 'upshot.start-requests']);
  });
});

describe('a wait', () => {
  it('that fires cancels nothing: its timer has fired', async () => {
    const house = openHouse(bench);
    const { runId, start } = aRun(bench.tenantId, {
      start: 'w',
      nodes: [{ kind: 'wait', id: 'w', until: { kind: 'duration', durationMs: 1 } }],
      edges: [],
    });
    await house.tell(start);
    const [timer] = await house.timersSent();
    const { timerId = '', stepId = '' } = timer ?? {};
    const fireTimer = { timerId, stepId, dueAtMs: 1, firedAtMs: 2 };
    await house.tell(commandTo(bench.tenantId, runId, { fireTimer }));
    expect((await house.stateOf(runId)).status).toBe('finished');
    expect((await house.timersSent()).map(({ verb }) => verb)).toEqual(['set']);
  });
});
