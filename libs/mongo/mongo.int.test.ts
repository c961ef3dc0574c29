/** MongoDB on the real engine: what a connection promises, what its errors become, how indexes are made. */
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import {
  connectMongo,
  ensureIndexes,
  inStore,
  isDuplicateKey,
  type MongoConnection,
  toStoreError,
} from './index.ts';
import { cutOff } from './testing/cut-off.ts';

const url = new URL(inject('engines').mongo);
url.pathname = `/t_${randomUUID().replaceAll('-', '')}`;
const away = { code: 'store_unavailable', retry: 'later' };
const closers: (() => Promise<void>)[] = [];
let mongo: MongoConnection;

beforeAll(async () => {
  mongo = await connectMongo({ url: url.href, appName: 'test' });
});
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});
afterAll(async () => {
  await mongo.db.dropDatabase();
  await mongo.close();
});

const thrown = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('a connection', () => {
  it('writes to the database of its URL, acknowledged by the majority and journaled', () => {
    expect(mongo.db.databaseName).toBe(url.pathname.slice(1));
    expect(mongo.db.writeConcern).toMatchObject({ w: 'majority', journal: true });
    expect(mongo.db.readConcern).toMatchObject({ level: 'majority' });
    expect(mongo.client.options).toMatchObject({ retryWrites: true, retryReads: true, appName: 'test' });
  });
  it('stores no field that is undefined', async () => {
    const notes = mongo.db.collection<{ _id: string; note?: string | undefined }>('notes');
    await notes.insertOne({ _id: 'n', note: undefined });
    expect(await notes.findOne({ _id: 'n' })).toEqual({ _id: 'n' });
  });
  it('is ready while a primary answers', async () => {
    expect(mongo.readiness.name).toBe('mongo');
    expect(await mongo.readiness.check()).toEqual({ ready: true });
  });
  it('that finds nobody is to be tried again later, and shows nothing of its URL', async () => {
    const nobody = 'mongodb://ann:canary@127.0.0.1:1/upshot?directConnection=true';
    const error = await thrown(connectMongo({ url: nobody, appName: 'test', serverSelectionTimeoutMs: 200 }));
    expect(error).toMatchObject(away);
    expect(String(error)).not.toContain('canary');
  });
});

describe('a connection that breaks', () => {
  it('makes its operations fail as away, not as ours', async () => {
    const proxy = await cutOff({ host: url.hostname, port: Number(url.port) });
    const proxied = new URL(url);
    proxied.port = String(proxy.port);
    const broken = await connectMongo({ url: proxied.href, appName: 'test', serverSelectionTimeoutMs: 300 });
    closers.push(() => broken.close());
    const notes = broken.db.collection('notes');
    await notes.insertOne({ before: true });
    expect(await broken.readiness.check()).toEqual({ ready: true });
    await proxy.cut();
    await expect(broken.readiness.check()).rejects.toMatchObject(away);
    await expect(inStore(() => notes.insertOne({ after: true }))).rejects.toMatchObject(away);
    await expect(inStore(() => notes.findOne())).rejects.toMatchObject(away);
    expect(await mongo.db.collection('notes').countDocuments({ after: true })).toBe(0);
  });
  it('does so once it is closed', async () => {
    const closed = await connectMongo({ url: url.href, appName: 'test' });
    await closed.close();
    await expect(inStore(() => closed.db.collection('notes').findOne())).rejects.toMatchObject(away);
    await expect(closed.readiness.check()).rejects.toMatchObject(away);
  });
});

describe('an error of the store', () => {
  it('is a duplicate key, alone or in bulk', async () => {
    const keys = mongo.db.collection<{ _id: number }>('keys');
    await keys.insertOne({ _id: 1 });
    const single = await thrown(keys.insertOne({ _id: 1 }));
    const bulk = await thrown(keys.insertMany([{ _id: 2 }, { _id: 1 }], { ordered: false }));
    expect([isDuplicateKey(single), isDuplicateKey(bulk)]).toEqual([true, true]);
    expect(isDuplicateKey(new Error('E11000'))).toBe(false);
    expect(isDuplicateKey(undefined)).toBe(false);
    expect(toStoreError(single)).toMatchObject({ code: 'internal', cause: single });
  });
  it('is none where another write of the bulk failed for another reason', async () => {
    const keys = mongo.db.collection<{ _id: number; name: string | number }>('mixed_keys');
    await keys.insertOne({ _id: 1, name: 'text' });
    const writes = [
      { insertOne: { document: { _id: 1, name: 'taken' } } },
      { updateOne: { filter: { _id: 1 }, update: [{ $set: { name: { $add: ['$name', 1] } } }] } },
    ];
    const mixed = await thrown(keys.bulkWrite(writes, { ordered: false }));
    expect([isDuplicateKey(mixed), toStoreError(mixed).code]).toEqual([false, 'internal']);
  });
  it('of our own making stays ours, and keeps its values to itself', async () => {
    const error = toStoreError(await thrown(mongo.db.collection('notes').findOne({ $canary: 1 })));
    expect(error).toMatchObject({ code: 'internal' });
    expect(error.message).not.toContain('canary');
  });
  it('that is coded already is itself', () => {
    const coded = toStoreError(new TypeError('x'));
    expect(toStoreError(coded)).toBe(coded);
  });
  it.each([
    ['a stepping down', { code: 189, codeName: 'PrimarySteppedDown', errorLabels: ['RetryableWriteError'] }],
    ['a write that the majority has not confirmed', { code: 64, codeName: 'WriteConcernFailed' }],
  ])('is away for %s', async (_case, details) => {
    const { MongoServerError, MongoWriteConcernError } = await import('mongodb');
    const error =
      details.code === 64
        ? new MongoWriteConcernError({ writeConcernError: { ...details, errmsg: '' }, ok: 1 })
        : new MongoServerError({ message: '', ...details });
    expect(toStoreError(error)).toMatchObject(away);
  });
});

describe('indexes', () => {
  const specs = [
    {
      collection: 'runs',
      indexes: [
        { key: { tenantId: 1, startedAt: -1 } as const },
        { key: { effectId: 1 } as const, unique: true, name: 'one_effect' },
        { key: { expiresAt: 1 } as const, expireAfterSeconds: 0 },
      ],
    },
    { collection: 'empty', indexes: [] },
  ];
  it('are made as the data says, once, by whoever comes first', async () => {
    await Promise.all([ensureIndexes(mongo.db, specs), ensureIndexes(mongo.db, specs)]);
    await ensureIndexes(mongo.db, specs);
    const made = await mongo.db.collection('runs').indexes();
    expect(made).toMatchObject([
      { key: { _id: 1 } },
      { key: { tenantId: 1, startedAt: -1 } },
      { key: { effectId: 1 }, unique: true, name: 'one_effect' },
      { key: { expiresAt: 1 }, expireAfterSeconds: 0 },
    ]);
  });
  it('refuse what they say is unique', async () => {
    await ensureIndexes(mongo.db, specs);
    const runs = mongo.db.collection('runs');
    await runs.insertOne({ effectId: 'e1' });
    expect(isDuplicateKey(await thrown(runs.insertOne({ effectId: 'e1' })))).toBe(true);
  });
});
