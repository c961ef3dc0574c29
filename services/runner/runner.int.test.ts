/** Shows on real engines that a run is started once, stored before it sends, and sends the same after a crash. */
import { randomUUID } from 'node:crypto';
import type { BusRecord, OutgoingRecord } from '@upshot/bus';
import type { Graph } from '@upshot/definitions';
import { UpshotError } from '@upshot/errors';
import { deriveId } from '@upshot/ids';
import { DEAD_LETTERS, RUN_EVENTS, type RunEvent } from '@upshot/schemas';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { batchOf, batchOfRecords, openBench, startCommand, WAITING } from './testing/bench.ts';
import { commandOf } from './command-of.ts';
import { runCommands } from './topology.ts';

let bench: Awaited<ReturnType<typeof openBench>>;

beforeAll(async () => {
  bench = await openBench(inject('engines'));
});
afterAll(async () => {
  await bench.close();
});

const start = (runId: string) => bench.commands.encode(startCommand(bench.tenantId, runId));
const fire = (runId: string, stepId: string) =>
  bench.commands.encode({
    ...startCommand(bench.tenantId, runId),
    start: null,
    fireTimer: { timerId: deriveId('timer', stepId), stepId, dueAtMs: 1, firedAtMs: 2 },
  });

/** Everything on a topic that `wanted` takes, read from the beginning to the end as of now. */
async function readTopic(
  topic: string,
  wanted: (record: BusRecord) => boolean,
): Promise<readonly BusRecord[]> {
  const found: BusRecord[] = [];
  const follower = await bench.bus.follow({
    topics: [topic],
    onRecord: (record) => void (wanted(record) && found.push(record)),
  });
  await follower.ready;
  await follower.stop();
  return found;
}

async function eventsOf(runId: string): Promise<readonly RunEvent[]> {
  const records = await readTopic(RUN_EVENTS, ({ key }) => key?.toString() === runId);
  return Promise.all(records.map(async ({ value }) => bench.events.decode(value ?? Buffer.alloc(0))));
}

const openStep = async (runId: string) =>
  (await bench.ports.store.load([runId])).get(runId)?.state.openSteps[0]?.stepId ?? 'none';

describe('a run', () => {
  it('is started once, however often it is told to, and goes on when its timer fires', async () => {
    const runId = randomUUID();
    await runCommands(batchOf([start(runId), start(runId)]), bench.ports);
    await runCommands(batchOf([fire(runId, await openStep(runId))]), bench.ports);
    const events = await eventsOf(runId);
    expect(events.map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
    expect(events.at(-1)?.runFinished).toMatchObject({ status: 'completed', reason: 'end_of_graph' });
  });
  it('that repeats a part of another one knows what steps had come to there, and says what it began with', async () => {
    const runId = randomUUID();
    const graph: Graph = {
      start: 'asked',
      nodes: [
        {
          kind: 'set',
          id: 'taken',
          variables: { code: { from: 'steps.asked.output.code' }, how: { from: 'steps.asked.outcome' } },
        },
        { kind: 'wait', id: 'w', until: { kind: 'duration', durationMs: 1_000_000 } },
      ],
      edges: [{ from: 'taken', outcome: 'done', to: 'w' }],
    };
    const given = {
      variables: JSON.stringify({ plan: 'pro' }),
      results: JSON.stringify({ asked: { outcome: 'failed', answer: 'busy', output: { code: 7 } } }),
    };
    const own = startCommand(bench.tenantId, runId, graph, { ...given, startAt: 'taken' });
    await runCommands(batchOf([bench.commands.encode(own)]), bench.ports);
    const state = (await bench.ports.store.load([runId])).get(runId)?.state;
    expect(state?.variables).toEqual({ plan: 'pro', code: 7, how: 'busy' });
    expect((await eventsOf(runId))[0]?.runStarted).toMatchObject(given);
  });
  it('whose command holds results that are none is buried', () => {
    const broken = startCommand(bench.tenantId, randomUUID(), WAITING, {
      results: '{"a":{"outcome":"well"}}',
    });
    expect(() => commandOf(broken)).toThrow('results/a/outcome breaks its schema');
  });
  it('keeps nothing of its record when it is finished, and is not started again', async () => {
    const runId = randomUUID();
    const variables = JSON.stringify({ person: 'Ada' });
    const results = JSON.stringify({ a: { outcome: 'succeeded', answer: null, output: { of: 'Ada' } } });
    const own = startCommand(bench.tenantId, runId, WAITING, { variables, results });
    await runCommands(batchOf([bench.commands.encode(own)]), bench.ports);
    await runCommands(batchOf([fire(runId, await openStep(runId)), start(runId)]), bench.ports);
    const stored = (await bench.ports.store.load([runId])).get(runId);
    expect(JSON.stringify(stored?.state)).not.toContain('Ada');
    expect(stored?.state).toMatchObject({
      status: 'finished',
      record: {},
      variables: {},
      results: {},
      origin: { after: null, before: null },
    });
    const [document] = await bench.db
      .collection('runs')
      .find({ tenantId: bench.tenantId, status: 'finished' })
      .toArray();
    expect(document?.['expireAt']).toBeInstanceOf(Date);
  });
});

describe('a crash', () => {
  it('between the store and the send makes the next delivery send the same bytes', async () => {
    const runId = randomUUID();
    const batch = batchOf([start(runId)]);
    const lost: OutgoingRecord[] = [];
    const bus = {
      send: async (records: readonly OutgoingRecord[]) => {
        lost.push(...records);
        throw new UpshotError('bus_unavailable', 'cut off');
      },
    };
    await expect(runCommands(batch, { ...bench.ports, bus })).rejects.toMatchObject({ retry: 'later' });
    expect(await eventsOf(runId)).toEqual([]);
    await runCommands(batch, bench.ports);
    const sent = await readTopic(RUN_EVENTS, ({ key }) => key?.toString() === runId);
    expect(sent.map(({ value }) => value)).toEqual(
      lost.filter(({ topic }) => topic === RUN_EVENTS).map(({ value }) => value),
    );
  });
  it('between the store and the send loses nothing where the next delivery brings another command too', async () => {
    const runId = randomUUID();
    const bus = {
      send: async () => {
        throw new UpshotError('bus_unavailable', 'cut off');
      },
    };
    const { records } = batchOf([start(runId)]);
    await expect(runCommands(batchOfRecords(records), { ...bench.ports, bus })).rejects.toMatchObject({
      retry: 'later',
    });
    const more = batchOf([fire(runId, await openStep(runId))]).records;
    await runCommands(batchOfRecords([...records, ...more]), bench.ports);
    expect((await eventsOf(runId)).map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
  });
  it('before the store leaves nothing behind', async () => {
    const runId = randomUUID();
    const crashPoint = () => {
      throw new UpshotError('internal', 'crash');
    };
    await expect(runCommands(batchOf([start(runId)]), { ...bench.ports, crashPoint })).rejects.toMatchObject({
      code: 'internal',
    });
    expect(await openStep(runId)).toBe('none');
  });
});

describe('two runners with the same run', () => {
  it('do not both win: the slower one is told to load again', async () => {
    const runId = randomUUID();
    await runCommands(batchOf([start(runId)]), bench.ports);
    const command = batchOf([fire(runId, await openStep(runId))]);
    const slow = { ...bench.ports.store, load: async () => stale };
    const stale = await bench.ports.store.load([runId]);
    await runCommands(command, bench.ports);
    await expect(runCommands(command, { ...bench.ports, store: slow })).rejects.toMatchObject({
      code: 'conflict',
      retry: 'now',
    });
    const first = randomUUID();
    await runCommands(batchOf([start(first)]), bench.ports);
    const blind = { ...bench.ports.store, load: async () => new Map() };
    await expect(
      runCommands(batchOf([start(first)]), { ...bench.ports, store: blind }),
    ).rejects.toMatchObject({ code: 'conflict' });
    expect((await eventsOf(runId)).map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
  });
});

describe('what cannot be read', () => {
  it('goes to the dead letters with its bytes, and the batch goes on', async () => {
    const runId = randomUUID();
    const garbage = Buffer.from(`garbage ${runId}`);
    const silent = bench.commands.encode({ ...startCommand(bench.tenantId, runId), start: null });
    await runCommands(batchOf([garbage, silent, null, start(runId)]), bench.ports);
    expect((await eventsOf(runId)).length).toBe(2);
    const letters = await readTopic(DEAD_LETTERS, ({ value }) => value?.includes(garbage) === true);
    expect(letters.length).toBe(1);
  });
  it('changes nothing where it is about a run that is not known', async () => {
    const runId = randomUUID();
    await runCommands(batchOf([fire(runId, 'no-step')]), bench.ports);
    expect(await eventsOf(runId)).toEqual([]);
  });
});
