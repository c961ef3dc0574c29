/** What is told of the nodes of earlier versions: for as long as a run may wait there, and through every crash; then no longer. */
import { randomUUID } from 'node:crypto';
import { definitionSchema, readAwaited, type Awaited, type Node } from '@upshot/definitions';
import type { OpenRun } from '@upshot/schemas';
import { UpshotError } from '@upshot/errors';
import { createLogger, startTelemetry } from '@upshot/telemetry';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createDefinitionTopic } from '../ports/definition-topic.ts';
import { createFormerNodes } from '../ports/former-nodes.ts';
import { createOpenRuns } from '../ports/open-runs.ts';
import { createOutbox, type Outbox } from '../ports/outbox.ts';
import { openBench, type Bench } from '../testing/bench.ts';
import { DEFINITION } from '../testing/definition.ts';
import { idOf } from '../testing/workflow.ts';
import { forgetDrained } from './forget-drained.ts';
import { createPublisher } from './publish-definitions.ts';

/** Nothing helps where a test does not ask for it. */
const HOUR = 3_600_000;
const ALONE = { sweepMs: HOUR, graceMs: HOUR, reconcileMs: HOUR, forget: { forgetMs: HOUR } };

let bench: Bench;
beforeAll(async () => {
  bench = await openBench(inject('engines'), ALONE);
});
afterAll(async () => {
  await bench.close();
});

const forChange: Node = { kind: 'wait_for_event', id: 'w', event: { kind: 'change', change: 'updated' } };
const forStage: Node = { ...forChange, event: { kind: 'change', change: 'stage_changed' } };
const pause: Node = { kind: 'wait', id: 'w', until: { kind: 'duration', durationMs: HOUR } };
const former = (fromVersion: number, toVersion: number) => ({
  nodeId: 'w',
  module: 'leads',
  awaits: { kind: 'event', event: { kind: 'change', change: 'updated' } },
  fromVersion,
  toVersion,
});

const bodyOf = (node: Node) => ({ ...DEFINITION, graph: { start: node.id, nodes: [node], edges: [] } });
const path = (id: string, more = '') => `/api/definitions/${id}${more}`;
/** A definition whose versions are these, each published. */
async function define(first: Node, ...next: readonly Node[]): Promise<string> {
  const id = idOf(await bench.writer.post('/api/definitions', bodyOf(first)));
  for (const each of next) expect((await bench.writer.put(path(id), bodyOf(each))).status).toBe(200);
  return id;
}

/** The newest record of a definition; null for a tombstone. */
async function newest(id: string) {
  const records = (await bench.published()).filter(({ key }) => key?.toString() === `t-one/${id}`);
  const last = records.at(-1);
  if (last?.value === null || last === undefined) return null;
  const { awaited, document, ...rest } = await bench.records.decode(last.value);
  const told = awaited === null ? null : readAwaited(JSON.parse(awaited));
  return { ...rest, awaited: told, document: definitionSchema.parse(JSON.parse(document)) };
}
const told = async (id: string): Promise<Awaited | null | undefined> => (await newest(id))?.awaited;

/** A run that is open on a version, as the runner stores it. */
async function openRun(definitionId: string, version: number): Promise<string> {
  const run: OpenRun = {
    _id: randomUUID(),
    tenantId: 't-one',
    definitionId,
    version,
    module: 'leads',
    recordId: 'r',
    status: 'running',
    startedAtMs: 1,
    standing: [{ nodeId: 'w', kind: 'wait_for_event' }],
    open: true,
  };
  await bench.db.collection<OpenRun>('runs').insertOne(run);
  return run._id;
}
const endRun = (runId: string) =>
  bench.db
    .collection<{ readonly _id: string }>('runs')
    .updateOne({ _id: runId }, { $set: { status: 'finished' }, $unset: { open: '' } });

function publisherWith(over: Partial<Outbox> = {}) {
  const topic = createDefinitionTopic({ bus: bench.bus, codec: bench.records, topic: bench.topic });
  return createPublisher({
    outbox: { ...createOutbox(bench.db, Date.now), ...over },
    topic: () => topic,
    telemetry: startTelemetry({ service: 'test' }),
    log: createLogger({ service: 'test', level: 'silent' }),
    crashPoint: () => undefined,
  });
}
/** Looks, so many days from now; `publisher` may die in the middle. */
const forget = (days: number, publisher = publisherWith()) =>
  forgetDrained({
    formerNodes: createFormerNodes(bench.db, Date.now),
    runs: createOpenRuns(bench.db),
    publisher,
    log: createLogger({ service: 'test', level: 'silent' }),
    now: () => Date.now() + days * 24 * HOUR,
  });
const DYING = {
  markPublished: () => Promise.reject(new UpshotError('store_unavailable', 'killed')),
} satisfies Partial<Outbox>;

describe('an earlier version', () => {
  it('is told of where its runs wait at a node that is no more, or otherwise', async () => {
    const id = await define(forChange, pause, forStage);
    expect(await told(id)).toEqual({
      current: [{ nodeId: 'w', fromVersion: 3 }],
      former: [former(0, 1)],
    });
  });
  it('is not told of by itself where its runs wait as those on the newest one do, however many there are', async () => {
    const id = await define(forChange, ...Array.from({ length: 12 }, () => forChange));
    expect(await newest(id)).toMatchObject({
      document: { version: 13 },
      awaited: { current: [{ nodeId: 'w', fromVersion: 0 }], former: [] },
    });
    expect(String((await bench.definitions.findOne({ id }))?.['awaited']).length).toBeLessThan(250);
  });
  it('is told of while the definition is switched off, archived and restored', async () => {
    const id = await define(forChange, pause);
    await bench.writer.send('POST', path(id, '/deactivate'));
    expect(await newest(id)).toMatchObject({
      document: { active: false },
      awaited: { former: [former(0, 1)] },
    });
    await bench.writer.post(path(id, '/archive'), { reason: 'r' });
    expect(await told(id)).toMatchObject({ former: [former(0, 1)] });
    expect((await bench.writer.post(path(id, '/versions/1/restore'), { reason: 'r' })).status).toBe(200);
    expect(await told(id)).toEqual({
      current: [{ nodeId: 'w', fromVersion: 3 }],
      former: [former(0, 1)],
    });
  });
  it('is told of though the process died that published it, and the definition is deleted', async () => {
    const id = await define(pause);
    await bench.definitions.updateOne({ id }, { $set: { publishedRevision: 0, unpublished: true } });
    const { native } = Object((await bench.definitions.findOne({ id: await define(forChange) })) ?? {});
    await bench.definitions.updateOne(
      { id },
      { $set: { native, version: 2, awaited: '{"version":1,"nodes":[]}' } },
    );
    await publisherWith(DYING).publish(`t-one/${id}`);
    expect(await told(id)).toEqual({ current: [{ nodeId: 'w', fromVersion: 2 }], former: [] });
    await bench.writer.delete(path(id));
    expect(await newest(id)).toMatchObject({ gone: true, awaited: { former: [former(2, 2)] } });
  });
  it('that was published before this was told is told of at the next look', async () => {
    const id = await define(forChange, pause);
    await bench.definitions.updateOne({ id }, { $unset: { awaited: '', leftSince: '' } });
    const before = (await bench.published()).length;
    await forget(0);
    await forget(0);
    expect((await bench.published()).length).toBe(before + 1);
    expect(await told(id)).toMatchObject({ former: [former(0, 1)] });
  });
});

describe('a node that no run waits at any more', () => {
  it('is forgotten a good two weeks after the next version came, under the same revision', async () => {
    const id = await define(forChange, pause);
    await forget(15);
    expect(await newest(id)).toMatchObject({ revision: 2, awaited: { former: [former(0, 1)] } });
    await forget(17);
    expect(await newest(id)).toMatchObject({ revision: 2, awaited: { current: [], former: [] } });
    expect(await bench.definitions.findOne({ id })).toMatchObject({
      unpublished: false,
      publishedRevision: 2,
    });
  });
  it('is kept while a run is open on its version', async () => {
    const id = await define(forChange, pause);
    const runId = await openRun(id, 1);
    await openRun(id, 2);
    await forget(400);
    expect(await told(id)).toMatchObject({ former: [former(0, 1)] });
    await endRun(runId);
    await forget(400);
    expect(await told(id)).toMatchObject({ former: [] });
  });
  it('is forgotten though the process died that was about to say so', async () => {
    const id = await define(forChange, pause);
    const silent = { publish: async () => {}, republish: async () => {} };
    await forget(17, { ...publisherWith(), ...silent });
    expect(await told(id)).toMatchObject({ former: [former(0, 1)] });
    expect(await createOutbox(bench.db, Date.now).unpublished(100)).toContain(`t-one/${id}`);
    await publisherWith().publish(`t-one/${id}`);
    expect(await told(id)).toMatchObject({ former: [] });
  });
  it('is forgotten though a publisher that read it before says so after', async () => {
    const id = await define(forChange, pause);
    const outbox = createOutbox(bench.db, Date.now);
    let overtake = true;
    const slow = publisherWith({
      async load(key) {
        const loaded = await outbox.load(key);
        if (overtake) {
          overtake = false;
          await forget(17);
        }
        return loaded;
      },
    });
    await slow.republish(`t-one/${id}`);
    expect(await told(id)).toMatchObject({ former: [] });
  });
});

describe('a definition that is deleted', () => {
  it('is told of as gone, without what it said, until no run can wait', async () => {
    const id = await define(forStage, forChange);
    const runId = await openRun(id, 2);
    expect((await bench.writer.delete(path(id, '?runs=drain'))).status).toBe(200);
    expect(await newest(id)).toMatchObject({
      gone: true,
      revision: 3,
      document: { active: false, name: 'deleted', graph: { nodes: [] } },
      awaited: { current: [], former: [{ fromVersion: 0, toVersion: 1 }, former(2, 2)] },
    });
    await forget(17);
    expect(await newest(id)).toMatchObject({ gone: true, awaited: { former: [former(2, 2)] } });
    expect(await bench.definitions.findOne({ id })).not.toHaveProperty('purgeAt');
    await endRun(runId);
    await forget(17);
    expect(await newest(id)).toBeNull();
    expect((await bench.definitions.findOne({ id }))?.['purgeAt']).toBeInstanceOf(Date);
  });
  it('is a tombstone at once where no version of it waits for its record', async () => {
    const id = await define(pause);
    await bench.writer.delete(path(id));
    expect(await newest(id)).toBeNull();
    expect((await bench.definitions.findOne({ id }))?.['purgeAt']).toBeInstanceOf(Date);
  });
});

describe('a version that was forgotten', () => {
  it('is told of again before it takes runs over', async () => {
    const id = await define(pause, forChange, pause);
    await forget(17);
    expect(await told(id)).toEqual({ current: [], former: [] });
    await openRun(id, 1);
    const taken = await bench.writer.post(path(id, '/versions/2/take-over'), { reason: 'r' });
    expect(taken.status).toBe(202);
    expect(await told(id)).toEqual({ current: [], former: [former(2, 2)] });
  });
  it('is told of again before a run is run again on it', async () => {
    const id = await define(forChange, pause);
    const runId = await openRun(id, 1);
    await endRun(runId);
    await forget(17);
    expect(await told(id)).toEqual({ current: [], former: [] });
    const again = await bench.writer.post(`/api/runs/${runId}/again`, { reason: 'r' });
    expect(again).toMatchObject({ status: 202, body: { version: 1 } });
    expect(await told(id)).toEqual({ current: [], former: [former(1, 1)] });
    const records = (await bench.published()).length;
    expect((await bench.writer.post(`/api/runs/${runId}/again`, { reason: 'r' })).status).toBe(202);
    expect((await bench.published()).length).toBe(records);
  });
});
