/** Shows on MongoDB that a service does its parts of every erasure in their order, goes on after failures, and ends when it is told to. */
import { randomUUID } from 'node:crypto';
import { UpshotError } from '@upshot/errors';
import { connectMongo, ensureIndexes, type MongoConnection } from '@upshot/mongo';
import type { Db } from 'mongodb';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { createErasures, ERASURE_PARTS, eraseUntil, historyIndexes, type ErasureWork } from './index.ts';

let mongo: MongoConnection;
let db: Db;
beforeAll(async () => {
  mongo = await connectMongo({ url: inject('engines').mongo, appName: 'erase-until-test' });
  db = mongo.client.db(`erase_until_${randomUUID().slice(0, 8)}`);
  await ensureIndexes(db, historyIndexes);
});
afterAll(async () => {
  await db.dropDatabase();
  await mongo.close();
});

const SOON = { timeout: 20_000, interval: 20 };
const tenant = { tenantId: 't1' };

/** A service that has these parts, until it is stopped. */
function begin(parts: ErasureWork) {
  const stopping = new AbortController();
  const warned: object[] = [];
  const log = { info: () => undefined, warn: (fields: object) => void warned.push(fields) };
  const ended = eraseUntil(stopping.signal, { db, parts, log, pauseMs: 5 });
  return {
    warned,
    async stop() {
      stopping.abort();
      await ended;
    },
  };
}

describe('a service', () => {
  it('does all parts in their order, one that fails again, and then the subject is gone from the entry', async () => {
    const erasures = createErasures(db, Date.now);
    const done: string[] = [];
    let failures = 2;
    const parts = Object.fromEntries(
      ERASURE_PARTS.map((part) => [
        part,
        async () => {
          if (part === 'mirror' && failures-- > 0) throw new UpshotError('store_unavailable', 'away');
          done.push(part);
          return 1;
        },
      ]),
    );
    const service = begin(parts);
    const { id } = await erasures.request(tenant, { module: 'leads', recordId: 'ada', texts: [] }, 'key-1');
    await vi.waitFor(
      async () => expect((await erasures.find(tenant, id))?.finishedAtMs).not.toBeNull(),
      SOON,
    );
    await service.stop();
    expect(done.toSorted()).toEqual([...ERASURE_PARTS].toSorted());
    expect(done.slice(0, 2)).toEqual(['runs', 'history']);
    expect(done.indexOf('inbox')).toBeGreaterThan(done.indexOf('ledger'));
    expect(done.at(-1)).toBe('mirror');
    expect(service.warned).toHaveLength(2);
    expect(service.warned[0]).toMatchObject({ part: 'mirror', error: { code: 'store_unavailable' } });
    expect(JSON.stringify(await db.collection('erasures').find({}).toArray())).not.toContain('"ada"');
  });
  it('leaves the parts of others', async () => {
    const erasures = createErasures(db, Date.now);
    const service = begin({ runs: async () => 1 });
    const { id } = await erasures.request(tenant, { module: 'leads', recordId: 'bob', texts: [] }, 'key-1');
    await vi.waitFor(
      async () => expect((await erasures.find(tenant, id))?.waiting).not.toContain('runs'),
      SOON,
    );
    await service.stop();
    expect((await erasures.find(tenant, id))?.waiting).toEqual(ERASURE_PARTS.slice(1));
    expect(await erasures.isWaiting(['runs'])).toBe(false);
    expect(await erasures.isWaiting(['runs', 'entries'])).toBe(true);
  });
});
