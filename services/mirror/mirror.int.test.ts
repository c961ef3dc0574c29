/** Shows on real engines that the mirror keeps the last image of each record, whatever comes again, late or broken. */
import { randomUUID } from 'node:crypto';
import type { Consumer } from '@upshot/bus';
import { createDecoder } from '@upshot/cdc';
import { UpshotError } from '@upshot/errors';
import { startTelemetry } from '@upshot/telemetry';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { createMirrorStore } from './ports/mirror-store.ts';
import { storeImages } from './stages/store-image.ts';
import { openBench, UNAVAILABLE, type Change } from './testing/bench.ts';

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

const SOON = { timeout: 40_000, interval: 100 };
const newTenant = () => `t-${randomUUID().slice(0, 8)}`;
const row = (tenantId: string, id: string, more: object = {}) => ({
  id,
  tenant_id: tenantId,
  stage: 'new',
  notes: 'long',
  custom: '{"a":[1,{"$b.c":null}]}',
  ...more,
});

/** Sends, lets a mirror take all of it, and stops that. */
async function mirrored(changes: readonly (Change | Buffer)[]): Promise<void> {
  await bench.send(changes);
  const consumer = await bench.open();
  await vi.waitFor(async () => expect(await bench.drained()).toBe(true), SOON);
  await consumer.stop();
}

describe('the mirror', () => {
  it('keeps the last image with its position, from snapshot reads on', async () => {
    const tenant = newTenant();
    const id = randomUUID();
    await mirrored([
      { id, op: 'r', lsn: 10, after: row(tenant, id) },
      { id, op: 'u', lsn: 20, before: row(tenant, id), after: row(tenant, id, { stage: 'won' }) },
    ]);
    const [image] = await bench.imagesOf(tenant);
    expect(image).toMatchObject({
      module: 'leads',
      recordId: id,
      deleted: false,
      unknown: [],
      committedAtMs: 20,
    });
    expect(image?.values).toMatchObject({ stage: 'won', notes: 'long', tenant_id: tenant });
    expect(image?.positionId).toContain(':20:');
  });
  it('keeps what it knew of a field that the source did not send', async () => {
    const tenant = newTenant();
    const id = randomUUID();
    await mirrored([
      { id, op: 'c', lsn: 10, after: row(tenant, id) },
      { id, op: 'u', lsn: 20, after: row(tenant, id, { stage: 'won', notes: UNAVAILABLE }) },
    ]);
    const [image] = await bench.imagesOf(tenant);
    expect(image).toMatchObject({ values: { stage: 'won', notes: 'long' }, unknown: [] });
  });
  it('remembers of a deleted record only that it is gone, for a time', async () => {
    const tenant = newTenant();
    const id = randomUUID();
    await mirrored([
      { id, op: 'c', lsn: 10, after: row(tenant, id) },
      { id, op: 'd', lsn: 20, before: row(tenant, id) },
      { id, op: 'u', lsn: 15, after: row(tenant, id, { stage: 'late' }) },
    ]);
    expect(await bench.imagesOf(tenant)).toMatchObject([{ deleted: true, values: {} }]);
    const [document] = await bench.images.find({ tenantId: tenant }).toArray();
    expect(document?.expireAt?.getTime()).toBeGreaterThan(Date.now() + 8 * 24 * 3_600_000);
    await mirrored([{ id, op: 'c', lsn: 30, after: row(tenant, id, { stage: 'again' }) }]);
    expect(await bench.imagesOf(tenant)).toMatchObject([{ deleted: false, values: { stage: 'again' } }]);
    expect((await bench.images.findOne({ tenantId: tenant }))?.expireAt).toBeUndefined();
  });
  it('passes over what cannot be read, and what says nothing of a row, and goes on', async () => {
    const tenant = newTenant();
    const id = randomUUID();
    const tombstone = Buffer.alloc(0);
    const foreign = { id, op: 'u' as const, lsn: 5, after: { id } };
    await mirrored([
      Buffer.from('garbage'),
      foreign,
      tombstone,
      { id, op: 'c', lsn: 10, after: row(tenant, id) },
    ]);
    expect(await bench.imagesOf(tenant)).toMatchObject([{ values: { stage: 'new' } }]);
  });
  it('waits for what is only away, and loses nothing of it', async () => {
    const tenant = newTenant();
    const ids = Array.from({ length: 20 }, () => randomUUID());
    let asked = 0;
    const real = createDecoder({
      schemaById: () => Promise.reject(new UpshotError('schema_unknown', 'none')),
    });
    const decoder: Pick<typeof real, 'decode'> = {
      decode: async (record) => {
        if (++asked % 3 === 2 && asked < 12) throw new UpshotError('registry_unavailable', 'away');
        return real.decode(record);
      },
    };
    await bench.send(ids.map((id) => ({ id, op: 'c', lsn: 10, after: row(tenant, id) })));
    running.push(await bench.open({ decoder }));
    await vi.waitFor(async () => expect((await bench.imagesOf(tenant)).length).toBe(20), SOON);
  });
});

/** The ports of mirrors without a consumer, and changes of twenty records of a tenant at one position. */
function rivals(tenantId: string) {
  const store = createMirrorStore(bench.db);
  const ports = { store, telemetry: startTelemetry({ service: 'rivals' }), crashPoint: () => {} };
  const told = (sequence: bigint) =>
    Array.from({ length: 20 }, (_, index) => ({
      tenantId,
      module: 'leads',
      recordId: `${index}`,
      operation: 'update' as const,
      after: { values: { sequence: Number(sequence) }, unknown: [] },
      sequence,
      positionId: 'p',
      committedAtMs: 1,
    }));
  return { ports, told };
}

describe('changes that come again', () => {
  it('all of them, older ones after newer ones, change nothing', async () => {
    const tenant = newTenant();
    const ids = Array.from({ length: 30 }, () => randomUUID());
    const changes = [1, 2, 3].flatMap((round) =>
      ids.map((id): Change => ({
        id,
        op: 'u',
        lsn: round * 10,
        after: row(tenant, id, { stage: `s${round}` }),
      })),
    );
    await mirrored(changes);
    const before = await bench.imagesOf(tenant);
    expect(before.map(({ values }) => values['stage'])).toEqual(ids.map(() => 's3'));
    await mirrored([...changes, ...changes.toReversed()]);
    expect(await bench.imagesOf(tenant)).toEqual(before);
  });
  it('after a crash between the store and the commit change nothing', async () => {
    const tenant = newTenant();
    const ids = Array.from({ length: 30 }, () => randomUUID());
    await bench.send(ids.map((id) => ({ id, op: 'c', lsn: 10, after: row(tenant, id) })));
    let crashes = 0;
    const crashPoint = () => {
      if (++crashes < 3) throw new UpshotError('internal', 'crash');
    };
    running.push(await bench.open({ crashPoint }));
    await vi.waitFor(async () => expect(await bench.drained()).toBe(true), SOON);
    expect((await bench.imagesOf(tenant)).length).toBe(30);
    expect(crashes).toBeGreaterThan(2);
  });
  it('to a mirror that was overtaken change nothing: it is told to load again', async () => {
    const { ports, told } = rivals(newTenant());
    await storeImages(told(1n), ports);
    const stale = await ports.store.load(told(1n));
    await storeImages(told(3n), ports);
    const overtaken = { ...ports, store: { ...ports.store, load: async () => stale } };
    const blind = { ...ports, store: { ...ports.store, load: async () => new Map() } };
    for (const late of [overtaken, blind])
      await expect(storeImages(told(2n), late)).rejects.toMatchObject({ code: 'conflict', retry: 'now' });
    const kept = await ports.store.load(told(1n));
    expect([...kept.values()].map(({ sequence }) => sequence)).toEqual(Array.from({ length: 20 }, () => 3n));
  });
  it('to two mirrors at once leave the newest image', async () => {
    const tenantId = newTenant();
    const { ports, told } = rivals(tenantId);
    const persistently = async (order: readonly bigint[]) => {
      for (const sequence of order)
        await vi.waitFor(() => storeImages(told(sequence), ports), { ...SOON, interval: 1 });
    };
    await Promise.all([persistently([1n, 2n, 3n]), persistently([3n, 1n]), persistently([2n, 3n, 1n])]);
    const images = await bench.imagesOf(tenantId);
    expect(images.map(({ values }) => values['sequence'])).toEqual(Array.from({ length: 20 }, () => 3));
  });
});
