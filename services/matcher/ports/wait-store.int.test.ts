/** Waits on a real MongoDB: kept as they are, whatever their data hold, and replaced by one matcher at a time. */
import { randomUUID } from 'node:crypto';
import { connectMongo, ensureIndexes, type MongoConnection } from '@upshot/mongo';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { begin, come, NO_WAIT, type Happened } from '../awaiting/wait.ts';
import { createWaitStore, WAITS, type WaitChange, type WaitStore } from './wait-store.ts';

let mongo: MongoConnection;
let waits: WaitStore;
const name = `waits_${randomUUID().slice(0, 8)}`;
const db = () => mongo.client.db(name);
beforeAll(async () => {
  mongo = await connectMongo({ url: inject('engines').mongo, appName: 'wait-store-test' });
  await ensureIndexes(db(), [WAITS]);
  waits = createWaitStore(() => Promise.resolve(db()));
});
afterAll(async () => {
  await db().dropDatabase();
  await mongo.close();
});

const happened = (positionId: string, atMs: number): Happened => ({
  positionId,
  atMs,
  recordId: 'm1',
  image: '{"$where":1,"a.b":"\u0000","amount":"12345678901234567890.10"}',
  told: '{}',
});
const begun = begin(NO_WAIT, happened('s', 1_000), 100).wait;
const answered = come(begun, happened('r', 1_050), 100).wait;
const change = (waitId: string, more: Partial<WaitChange> = {}): WaitChange => ({
  waitId,
  tenantId: 't',
  module: 'messages',
  revision: 0,
  wait: begun,
  endsAtMs: Date.now(),
  ...more,
});

describe('the store of waits', () => {
  it('gives a wait back as it was kept, with its revision', async () => {
    const waitId = randomUUID();
    await waits.store([change(waitId)]);
    expect(await waits.load([waitId, 'other'])).toEqual(new Map([[waitId, { wait: begun, revision: 1 }]]));
    await waits.store([change(waitId, { revision: 1, wait: answered })]);
    expect((await waits.load([waitId])).get(waitId)).toEqual({ wait: answered, revision: 2 });
  });
  it('asks nothing for nothing', async () => {
    expect(await waits.load([])).toEqual(new Map());
    await waits.store([]);
  });
  it.each([
    ['make', 0],
    ['replace', 1],
  ])('lets one of many %s a wait, and the others come again', async (_, revision) => {
    const waitId = randomUUID();
    if (revision > 0) await waits.store([change(waitId)]);
    const tried = await Promise.allSettled(
      Array.from({ length: 8 }, () => waits.store([change(waitId, { revision, wait: answered })])),
    );
    expect(tried.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const each of tried)
      if (each.status === 'rejected') expect(each.reason).toMatchObject({ code: 'conflict', retry: 'now' });
    expect((await waits.load([waitId])).get(waitId)?.revision).toBe(revision + 1);
  });
  it('forgets a wait only when nothing of it can come again', async () => {
    const waitId = randomUUID();
    await waits.store([change(waitId, { endsAtMs: 0 })]);
    const document = await db().collection<{ _id: string; expireAt: Date }>('waits').findOne({ _id: waitId });
    expect(document?.expireAt.getTime()).toBeGreaterThan(7 * 86_400_000);
  });
});
