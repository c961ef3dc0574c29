/** Shows on real engines that a source which leaves out what was before is matched right, over restarts, redelivery and rebalances. */
import { randomUUID } from 'node:crypto';
import type { Consumer } from '@upshot/bus';
import { UpshotError } from '@upshot/errors';
import type { Image } from '@upshot/values';
import { afterAll, afterEach, beforeEach, describe, expect, inject, it, vi } from 'vitest';
import { KEPT_IMAGES, KEPT_TOPICS } from '../ports/kept-image-document.ts';
import { createKeptImageStore } from '../ports/kept-image-store.ts';
import { openBench, type Change } from '../testing/bench.ts';
import type { Kept } from './kept.ts';

const SOON = { timeout: 40_000, interval: 100 };
let bench: Awaited<ReturnType<typeof openBench>>;
const benches: (typeof bench)[] = [];
const running = new Set<Consumer>();

beforeEach(async () => {
  bench = await openBench(inject('engines'));
  benches.push(bench);
});
afterEach(async () => {
  await Promise.all([...running].map((consumer) => stop(consumer)));
});
afterAll(async () => {
  await Promise.all(benches.map((each) => each.close()));
});

async function open(...options: Parameters<(typeof bench)['open']>): Promise<Consumer> {
  const consumer = await bench.open(...options);
  running.add(consumer);
  return consumer;
}

async function stop(consumer: Consumer): Promise<void> {
  running.delete(consumer);
  await consumer.stop();
}

const drained = () => vi.waitFor(async () => expect(await bench.drained()).toBe(true), SOON);
const stageIn = (text: string | null | undefined): string =>
  text === null || text === undefined ? 'unknown' : String(JSON.parse(text).stage);

/** The moves that runs were started for, each once, in the order in which they were made. */
function moves(id: string): readonly string[] {
  const starts = new Map(
    bench.started.filter(({ start }) => start?.recordId === id).map(({ runId, start }) => [runId, start]),
  );
  return [...starts.values()]
    .toSorted((one, other) => (one?.committedAtMs ?? 0) - (other?.committedAtMs ?? 0))
    .map((start) => `${stageIn(start?.before)}>${stageIn(start?.after)}`);
}

const update = (id: string, stage: string): Change => ({ id, op: 'u', stage });
const create = (id: string, stage: string): Change => ({ id, op: 'c', stage });

describe('a matcher of a source that sends no row as it was before', () => {
  it('knows after a restart what it knew before', async () => {
    const id = randomUUID();
    await bench.send([create(id, 'a'), update(id, 'b')]);
    const first = await open();
    await drained();
    await stop(first);
    expect(moves(id)).toEqual(['a>b']);
    await bench.send([update(id, 'b'), update(id, 'c')]);
    await open();
    await drained();
    expect(moves(id)).toEqual(['a>b', 'b>c']);
    expect(bench.verdicts.get('prior_unknown')).toBeUndefined();
  });
  it('says of a record that it never saw that it does not know', async () => {
    await bench.send([update(randomUUID(), 'b')]);
    await open();
    await drained();
    expect(bench.started).toEqual([]);
    expect(bench.verdicts.get('prior_unknown')).toBe(1);
  });
  it.each(['matcher.planned', 'matcher.sent', 'matcher.kept'])(
    'loses nothing where a batch fails at %s and comes again',
    async (where) => {
      const ids = Array.from({ length: 10 }, () => randomUUID());
      let failures = 0;
      const crashPoint = (name: string): void => {
        if (name === where && failures++ < 2) throw new UpshotError('bus_unavailable', 'away');
      };
      await bench.send(ids.flatMap((id) => [create(id, 'a'), update(id, 'b'), update(id, 'c')]));
      await open({ crashPoint });
      await drained();
      await bench.send(ids.map((id) => update(id, 'd')));
      await drained();
      for (const id of ids) expect(moves(id)).toEqual(['a>b', 'b>c', 'c>d']);
      expect(failures).toBeGreaterThan(1);
    },
  );
  it('judges alike while matchers come and go, and partitions with them', async () => {
    const ids = Array.from({ length: 40 }, () => randomUUID());
    await bench.send(ids.map((id) => create(id, 's0')));
    let others: Consumer[] = [await open()];
    const rounds = 24;
    for (let round = 1; round <= rounds; round++) {
      await bench.send(ids.map((id) => update(id, `s${round}`)));
      if (round % 4 === 0) others.push(await open());
      const [oldest] = others;
      if (round % 6 === 0 && oldest !== undefined && others.length > 1) {
        await stop(oldest);
        others = others.slice(1);
      }
    }
    await drained();
    const expected = Array.from({ length: rounds }, (_none, index) => `s${index}>s${index + 1}`);
    for (const id of ids) expect(moves(id)).toEqual(expected);
  });
  it('waits for MongoDB where it is away, and drops nothing', async () => {
    const id = randomUUID();
    let isAway = true;
    const connect = () =>
      isAway ? Promise.reject(new UpshotError('store_unavailable', 'away')) : Promise.resolve(bench.db);
    await bench.send([create(id, 'a'), update(id, 'b'), update(id, 'c')]);
    const consumer = await open({ connect });
    await vi.waitFor(() => expect(consumer.health().assigned).toBe(true), SOON);
    await vi.waitFor(() => expect(consumer.health().lagRecords).toBe(3), SOON);
    expect(bench.started).toEqual([]);
    isAway = false;
    await drained();
    expect(moves(id)).toEqual(['a>b', 'b>c']);
  });
  it('fills a deleted row, of which only the key was sent', async () => {
    const id = randomUUID();
    await bench.send([create(id, 'a'), update(id, 'b'), { id, op: 'd', stage: '' }]);
    await open();
    await drained();
    const [kept] = await bench.db.collection(KEPT_IMAGES).find().toArray();
    expect(kept).toMatchObject({ tenantId: 'demo', after: null });
    const before: Image = JSON.parse(String(kept?.['before']));
    expect(before).toEqual({ values: { id, tenant_id: 'demo', stage: 'b' }, unknown: [] });
  });
});

describe('a matcher of a source that sends everything', () => {
  it('keeps nothing in MongoDB, and needs none', async () => {
    const id = randomUUID();
    const connect = () => Promise.reject(new UpshotError('store_unavailable', 'away'));
    await bench.send([
      create(id, 'a'),
      { ...update(id, 'b'), before: 'a' },
      { ...update(id, 'c'), before: 'b' },
    ]);
    await open({ connect });
    await drained();
    expect(moves(id)).toEqual(['a>b', 'b>c']);
    expect(await bench.db.listCollections().toArray()).toEqual([]);
  });
});

describe('the store', () => {
  const image = (body: string): Image => ({
    values: { body, nested: { $where: [null, { 'a.b': 1 }] } },
    unknown: ['x'],
  });
  const kept = (sequence: bigint, body: string): Kept => ({
    tenantId: 't',
    sequence,
    after: image(body),
    before: null,
  });
  it('gives back what was kept, by record', async () => {
    const store = createKeptImageStore(() => Promise.resolve(bench.db));
    const gone: Kept = { ...kept(2n ** 100n, 'two'), before: image('z'), after: null };
    const both = new Map<string, Kept>([
      ['a', kept(1n, 'one')],
      ['b', gone],
    ]);
    await store.store(both);
    expect(await store.load(['a', 'b', 'c'])).toEqual(both);
    expect(await store.load([])).toEqual(new Map());
  });
  it('replaces only what is older, record by record', async () => {
    const store = createKeptImageStore(() => Promise.resolve(bench.db));
    await store.store(
      new Map([
        ['a', kept(5n, 'five')],
        ['b', kept(9n, 'nine')],
      ]),
    );
    await store.store(
      new Map([
        ['a', kept(10n, 'ten')],
        ['b', kept(9n, 'again')],
        ['c', kept(1n, 'new')],
      ]),
    );
    await store.store(new Map([['a', kept(9n, 'late')]]));
    const found = await store.load(['a', 'b', 'c']);
    const bodies = [...found].map(([key, { after }]) => [key, after?.values['body']]);
    expect(Object.fromEntries(bodies)).toEqual({ a: 'ten', b: 'nine', c: 'new' });
  });
  it('forgets a record that has not changed for so long', async () => {
    const store = createKeptImageStore(() => Promise.resolve(bench.db), { keepMs: 1_000, now: () => 5_000 });
    await store.store(new Map([['a', kept(1n, 'one')]]));
    const images = bench.db.collection(KEPT_IMAGES);
    expect((await images.findOne())?.['expireAt']).toEqual(new Date(6_000));
    const indexes = await images.indexes();
    expect(indexes).toContainEqual(expect.objectContaining({ key: { expireAt: 1 }, expireAfterSeconds: 0 }));
  });
  it('calls unknown what is too large to be kept', async () => {
    const store = createKeptImageStore(() => Promise.resolve(bench.db));
    await store.store(new Map([['a', kept(1n, 'x'.repeat(3_000_000))]]));
    expect((await store.load(['a'])).get('a')).toMatchObject({ after: { values: {}, unknown: 'rest' } });
  });
  it('remembers topics, however often they are added', async () => {
    const store = createKeptImageStore(() => Promise.resolve(bench.db));
    for (const topic of ['one', 'two', 'one']) await store.addTopic(topic);
    expect(await store.topics()).toEqual(new Set(['one', 'two']));
    expect(await bench.db.collection(KEPT_TOPICS).countDocuments()).toBe(2);
  });
});
