/** Shows on real engines that a subject is gone from kept images and from waits, of that tenant and module alone, and what follows. */
import { randomUUID } from 'node:crypto';
import { ensureIndexes } from '@upshot/mongo';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { begin, come, isOpen, NO_WAIT, type Happened, type Wait } from './awaiting/wait.ts';
import { eraseImages } from './ports/erase-images.ts';
import { eraseWaits } from './ports/erase-waits.ts';
import { KEPT_IMAGES } from './ports/kept-image-document.ts';
import { createWaitStore, WAITS } from './ports/wait-store.ts';
import { openBench, type Change } from './testing/bench.ts';

const SOON = { timeout: 40_000, interval: 100 };
let bench: Awaited<ReturnType<typeof openBench>>;
beforeAll(async () => {
  bench = await openBench(inject('engines'));
  await ensureIndexes(bench.db, [WAITS]);
});
afterAll(async () => {
  await bench.close();
});

describe('the kept images of a subject', () => {
  it('are gone: the next change has no image before it, and those after it have', async () => {
    const [ada, bob] = [`ada-${randomUUID()}`, `bob-${randomUUID()}`];
    const moved = async (...moves: readonly Change[]) => {
      await bench.send(moves);
      const consumer = await bench.open();
      await vi.waitFor(async () => expect(await bench.drained()).toBe(true), SOON);
      await consumer.stop();
    };
    const update = (id: string, stage: string): Change => ({ id, op: 'u', stage });
    const stored = () => bench.db.collection<{ _id: string }>(KEPT_IMAGES).find({}).toArray();
    await moved(update(ada, 'seen'), update(bob, 'seen'));
    const subject = { tenantId: 'demo', module: 'opportunities', recordId: ada };
    const erase = (more: Partial<typeof subject> = {}) =>
      eraseImages(bench.db, bench.mapping, { ...subject, ...more });
    const before = await stored();
    for (const other of [{ tenantId: 'other' }, { module: 'leads' }, { recordId: ada.slice(0, -1) }])
      expect(await erase(other)).toBe(0);
    expect(await stored()).toEqual(before);
    expect(await erase()).toBe(1);
    expect(await erase()).toBe(1);
    const texts = new Map((await stored()).map((each) => [each._id.includes(ada), JSON.stringify(each)]));
    expect(texts.get(true)).not.toContain('seen');
    expect(texts.get(false)).toContain('seen');
    await moved(update(ada, 'b'), update(bob, 'b'));
    await moved(update(ada, 'c'));
    const starts = bench.started.map(({ start }) => `${start?.recordId} ${start?.before}`);
    expect(starts).toHaveLength(2);
    expect(starts.find((each) => each.startsWith(ada))).toContain('"stage":"b"');
    expect(starts.find((each) => each.startsWith(bob))).toContain('"stage":"seen"');
  });
});

describe('the waits of a subject', () => {
  const happened = (recordId: string, atMs: number, told = '{}'): Happened => ({
    positionId: `p-${recordId}-${atMs}`,
    atMs,
    recordId,
    image: JSON.stringify({ id: recordId, mail: `${recordId}@example.com` }),
    told,
  });
  const LIMIT_MS = 1_000;

  /** Waits of a tenant, stored; `find` reads them back. */
  async function openWaits(waits: readonly Wait[], module = 'leads') {
    const tenantId = randomUUID();
    const store = createWaitStore(() => Promise.resolve(bench.db));
    const ids = waits.map(() => randomUUID());
    const changes = waits.map((wait, at) => ({
      waitId: ids[at] ?? '',
      tenantId,
      module,
      revision: 0,
      wait,
      endsAtMs: Date.now(),
    }));
    await store.store(changes);
    const find = async () => {
      const found = await store.load(ids);
      return ids.map((id) => found.get(id)?.wait);
    };
    return { tenantId, store, ids, find };
  }
  const begun = (each: Happened) => begin(NO_WAIT, each, LIMIT_MS).wait;

  it('are over where it began them, and forget it where it answered another', async () => {
    const answered = come(begun(happened('bob', 1)), happened('ada', 2), LIMIT_MS).wait;
    const other = begun(happened('bob', 3));
    const { tenantId, find } = await openWaits([begun(happened('ada', 1)), answered, other]);
    const subject = { tenantId, module: 'leads', recordId: 'ada', texts: [] };
    expect(await eraseWaits(bench.db, { ...subject, tenantId: 'other' })).toBe(0);
    expect(await eraseWaits(bench.db, { ...subject, module: 'deals' })).toBe(0);
    expect(await eraseWaits(bench.db, subject)).toBe(2);
    const [own, bobs, untouched] = await find();
    expect(own).toEqual(NO_WAIT);
    expect(bobs).toMatchObject({ begun: { recordId: 'bob' }, came: [], answers: answered.answers });
    expect(bobs !== undefined && isOpen(bobs)).toBe(false);
    expect(untouched).toEqual(other);
    expect(JSON.stringify([own, bobs])).not.toContain('ada@');
    expect(await eraseWaits(bench.db, subject)).toBe(0);
  });
  it('are those that name it in what an event says, escaped or not', async () => {
    const text = 'Ada "the first"';
    const { tenantId, find } = await openWaits([
      begun(happened('bob', 1, JSON.stringify({ by: text.toUpperCase() }))),
    ]);
    expect(await eraseWaits(bench.db, { tenantId, module: 'leads', recordId: 'x', texts: [text] })).toBe(1);
    expect(await find()).toEqual([NO_WAIT]);
  });
  it('are not brought back by a matcher that had read them before', async () => {
    const first = begun(happened('ada', 1));
    const { tenantId, store, ids, find } = await openWaits([first]);
    await eraseWaits(bench.db, { tenantId, module: 'leads', recordId: 'ada', texts: [] });
    const late = {
      waitId: ids[0] ?? '',
      tenantId,
      module: 'leads',
      revision: 1,
      wait: first,
      endsAtMs: Date.now(),
    };
    await expect(store.store([late])).rejects.toMatchObject({ code: 'conflict' });
    expect(await find()).toEqual([NO_WAIT]);
  });
});
