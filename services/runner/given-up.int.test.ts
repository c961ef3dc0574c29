/** Shows on real engines that a run which is no longer awaited is cancelled, over crashes, and that the two then fall silent. */
import { randomUUID } from 'node:crypto';
import type { Graph } from '@upshot/definitions';
import { ensureIndexes } from '@upshot/mongo';
import { effectsTopic, type RunCommand } from '@upshot/schemas';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { runCollections } from './ports/run-store.ts';
import { openBench, startCommand } from './testing/bench.ts';
import { crashAt, openHouse, passing } from './testing/house.ts';
import { crashOften, openOwnTopic } from './testing/own-topic.ts';
import {
  action,
  aRun,
  AWAITS,
  cancel,
  CHILD,
  edge,
  end,
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

const WAIT = { timeout: 30_000, interval: 20 };
const PAIRS = 5;
type House = ReturnType<typeof openHouse>;

/** An act and the other run, side by side; the first that is over goes on, and a failed act fails the run. */
const FIRST_OF_TWO: Graph = {
  start: 'p',
  nodes: [
    { kind: 'parallel', id: 'p', arms: ['x', 'y'] },
    { kind: 'join', id: 'j', of: 'p', needs: 'any' },
    action('a'),
    sub(true),
    end('first'),
  ],
  edges: [
    edge('p', 'x', 'a'),
    edge('p', 'y', 's'),
    edge('a', 'done', 'j'),
    edge('s', 'completed', 'j'),
    edge('j', 'done', 'first'),
  ],
};

/** A parent that awaits its child, both begun. */
async function two(house: House, graph: Graph = AWAITS, child: Graph = CHILD) {
  const { runId, start } = aRun(bench.tenantId, graph);
  await house.tell(start);
  const request = await requestOf(house);
  const begin = started(request, child);
  await house.tell(begin);
  return { runId, childId: request.runId, request, start, begin };
}
const stopsOf = async (house: House, runId: string): Promise<readonly RunCommand[]> =>
  (await house.commandsSent()).filter((command) => command.runId === runId && command.control !== null);

describe('a run that is no longer awaited', () => {
  it('is cancelled with the run that awaited it, in the name of that', async () => {
    const house = openHouse(bench);
    const { runId, childId } = await two(house);
    await house.tell(cancel(bench.tenantId, runId));
    expect(await reasonOf(house, childId)).toBe('cancelled');
    expect(await stopsOf(house, childId)).toMatchObject([{ control: { verb: 'cancel', by: runId } }]);
    expect((await house.stateOf(runId)).status).toBe('finished');
  });
  it.each([
    ['goes on by another arm', {}, 'first'],
    ['fails', { outcome: 'failed', errorCode: 'http_failed' }, 'step_failed'],
  ])('is cancelled where that %s', async (_name, how, reason) => {
    const house = openHouse(bench);
    const { runId, childId } = await two(house, FIRST_OF_TWO);
    await house.tell(await tellStep(house, runId, 'a', how));
    expect(await reasonOf(house, runId)).toBe(reason);
    expect(await reasonOf(house, childId)).toBe('cancelled');
  });
  it('takes along whom it awaits itself', async () => {
    const house = openHouse(bench);
    const { runId, childId } = await two(house, AWAITS, AWAITS);
    const [, request] = await house.startsSent();
    if (request === undefined) expect.unreachable();
    await house.tell(started(request));
    await house.tell(cancel(bench.tenantId, runId));
    expect(await reasonOf(house, childId)).toBe('cancelled');
    expect(await reasonOf(house, request.runId)).toBe('cancelled');
  });
  it('is left alone where it is over, or was not awaited', async () => {
    const house = openHouse(bench);
    const { runId, childId } = await two(house);
    await house.tell(await tellStep(house, childId, 'c'));
    await house.tell(cancel(bench.tenantId, runId));
    expect(await stopsOf(house, childId)).toEqual([]);
    const apart = openHouse(bench);
    const alone = aRun(bench.tenantId, {
      start: 's',
      nodes: [sub(false), action('a')],
      edges: [edge('s', 'started', 'a')],
    });
    await apart.tell(alone.start);
    const request = await requestOf(apart);
    await apart.tell(started(request), cancel(bench.tenantId, alone.runId));
    expect(await stopsOf(apart, request.runId)).toEqual([]);
    expect((await apart.stateOf(request.runId)).status).toBe('running');
  });
});

describe('a run that is given up before it has begun', () => {
  /** A parent that has asked for its child and is cancelled; what the matcher makes of the request is still on its way. */
  async function givenUp(house: House) {
    const { runId, start } = aRun(bench.tenantId, AWAITS);
    await house.tell(start);
    const request = await requestOf(house);
    return { runId, request, childId: request.runId, stop: cancel(bench.tenantId, runId) };
  }
  const effects = (house: House) => house.sent.filter(({ topic }) => topic === effectsTopic('webhook'));

  it('ends as it begins, though the cancel came before it was known', async () => {
    const house = openHouse(bench);
    const { request, childId, stop } = await givenUp(house);
    await house.tell(stop);
    expect(await stopsOf(house, childId)).toHaveLength(1);
    const begin = started(request);
    await house.tell(begin);
    expect(await reasonOf(house, childId)).toBe('not_awaited');
    expect((await house.stateOf(childId)).status).toBe('finished');
    await house.tell(begin, { ...begin });
    expect(effects(house)).toEqual([]);
  });
  it('is cancelled where it begins in the same batch', async () => {
    const house = openHouse(bench);
    const { request, childId, stop } = await givenUp(house);
    await house.tell(started(request), stop);
    expect(await reasonOf(house, childId)).toBe('cancelled');
  });
  it('ends as it begins where its parent asked and gave it up in one batch', async () => {
    const house = openHouse(bench);
    const { runId, start } = aRun(bench.tenantId, AWAITS);
    await house.tell(start, cancel(bench.tenantId, runId));
    const request = await requestOf(house);
    await house.tell(started(request));
    expect(await reasonOf(house, request.runId)).toBe('not_awaited');
  });
  it('ends as it begins after a crash, too', async () => {
    const house = openHouse(bench);
    const { request, childId, stop } = await givenUp(house);
    const begin = started(request);
    await expect(house.take([begin], { crashPoint: crashAt('runner.decided') })).rejects.toMatchObject({
      code: 'internal',
    });
    await house.tell(stop);
    await house.tell(begin);
    expect(await reasonOf(house, childId)).toBe('not_awaited');
    expect(effects(house)).toEqual([]);
  });
  it('takes no entry from a run that comes later', async () => {
    const house = openHouse(bench);
    const { request, childId, stop } = await givenUp(house);
    await house.tell(stop);
    const once = { reentry: { policy: 'once_per_record', coolDownMs: 0 }, recordId: randomUUID() } as const;
    await house.tell(startCommand(bench.tenantId, childId, CHILD, { ...once, parent: request.parent }));
    const later = randomUUID();
    await house.tell(startCommand(bench.tenantId, later, CHILD, once));
    expect(await reasonOf(house, childId)).toBe('not_awaited');
    expect((await house.stateOf(later)).status).toBe('running');
  });
  it('begins where nobody was to await it, or it is not known who', async () => {
    const house = openHouse(bench);
    const { request, runId } = await givenUp(house);
    await house.tell(cancel(bench.tenantId, runId));
    const parents = [
      { runId, stepId: 'none', awaits: false },
      { runId: randomUUID(), stepId: request.parent?.stepId ?? 'none', awaits: true },
    ];
    for (const parent of parents) {
      const childId = randomUUID();
      await house.tell(startCommand(bench.tenantId, childId, CHILD, { parent }));
      expect((await house.stateOf(childId)).status).toBe('running');
    }
  });
});

describe('a crash on the way to a run that is no longer awaited', () => {
  const POINTS = ['runner.decided', 'runner.stored', 'runner.sent'];
  const STAGES = ['the parent is cancelled', 'the child is', 'the parent hears'] as const;
  const all = STAGES.flatMap((stage) => POINTS.map((point) => [point, stage] as const));

  it.each(all)('at %s when %s loses nothing, and the two fall silent', async (point, stage) => {
    const house = openHouse(bench);
    const { runId, childId, start, begin } = await two(house);
    const through = (command: RunCommand, crashes: boolean) =>
      passing(house, command, crashes ? point : null);
    const stop = cancel(bench.tenantId, runId);
    await through(stop, stage === 'the parent is cancelled');
    const [sentStop] = await stopsOf(house, childId);
    await through(sentStop ?? expect.unreachable(), stage === 'the child is');
    const answers = (await house.commandsSent()).filter(({ reportEffect }) => reportEffect !== null);
    await through(answers[0] ?? expect.unreachable(), stage === 'the parent hears');
    await house.settle();
    expect([await reasonOf(house, runId), await reasonOf(house, childId)]).toEqual([
      'cancelled',
      'cancelled',
    ]);
    const told = (await house.commandsSent()).length;
    for (const each of [start, begin, stop, sentStop, answers[0]])
      if (each !== undefined) await house.tell({ ...each });
    expect(await house.commandsSent()).toHaveLength(told);
  });
});

describe('a parent and a child that end each other, over a topic', () => {
  it.each([
    ['at ease', () => undefined],
    ['with crashes between store and send', crashOften('runner.stored', 6)],
  ])('write no record more when both are over: %s', async (_name, crashPoint) => {
    const runner = await openOwnTopic(bench, crashPoint);
    const all = (status: string) => Array.from({ length: PAIRS }, () => status);
    const parents = Array.from({ length: PAIRS }, () => randomUUID());
    await runner.write(parents.map((runId) => startCommand(bench.tenantId, runId, AWAITS)));
    await vi.waitFor(
      async () => expect(await runner.statuses(runner.requested)).toEqual(all('running')),
      WAIT,
    );
    await runner.write(parents.map((runId) => cancel(bench.tenantId, runId)));
    for (const runs of [parents, runner.requested])
      await vi.waitFor(async () => expect(await runner.statuses(runs)).toEqual(all('finished')), WAIT);
    await vi.waitFor(async () => expect(await runner.lag()).toBe(0n), WAIT);
    const before = await runner.records();
    await runner.repeat(before);
    await vi.waitFor(async () => expect(await runner.lag()).toBe(0n), WAIT);
    expect(await runner.records()).toHaveLength(before.length * 2);
    await runner.stop();
  });
});
