/** Shows on MongoDB that a subject is gone from people's inboxes, wherever it is named, and that nothing brings it back. */
import { randomUUID } from 'node:crypto';
import { connectMongo, ensureIndexes, type MongoConnection } from '@upshot/mongo';
import type { Db } from 'mongodb';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { eraseNotifications } from './erase-notifications.ts';
import { createInbox, inboxCollections, NOTIFICATIONS, type Notification } from './inbox.ts';

let mongo: MongoConnection;
let db: Db;
const SUBJECT = { tenantId: 't1', module: 'leads', recordId: 'r1', texts: ['ada+x@example.com'] };

beforeAll(async () => {
  mongo = await connectMongo({ url: inject('engines').mongo, appName: 'erase-notifications-test' });
  db = mongo.client.db(`inbox_${randomUUID().slice(0, 8)}`);
  await ensureIndexes(db, inboxCollections);
});
afterAll(async () => {
  await db.dropDatabase();
  await mongo.close();
});

const notification = (id: string, more: Partial<Notification> = {}): Notification => ({
  id,
  tenantId: 't1',
  userId: 'ann',
  title: 'Call her',
  message: 'Now',
  module: 'leads',
  recordId: 'r2',
  ...more,
});
const all = [
  notification('of-record', { recordId: 'r1', title: 'Call Ada' }),
  notification('in-title', { title: 'Write to Ada+X@Example.com' }),
  notification('in-message', { message: 'ada+x@example.com has answered' }),
  notification('other-record'),
  notification('other-module', { module: 'deals', recordId: 'r1' }),
  notification('other-tenant', { tenantId: 't2', recordId: 'r1', message: 'ada+x@example.com' }),
];
const put = () => createInbox(db, () => 1_000).put(all);
const stored = async () =>
  new Map(
    (await db.collection<{ _id: string }>(NOTIFICATIONS).find({}).toArray()).map((each) => [each._id, each]),
  );

describe('a subject that is erased', () => {
  it('is gone from the notifications about it and from those that name it, and from no others', async () => {
    await put();
    const before = await stored();
    expect(await eraseNotifications(db, SUBJECT)).toBe(3);
    const after = await stored();
    for (const id of ['of-record', 'in-title', 'in-message']) {
      expect(JSON.stringify(after.get(id))).not.toMatch(/Ada|ada\+x|"r1"/u);
      expect(after.get(id)).toMatchObject({ userId: 'ann', title: '[erased]', readAt: null });
    }
    for (const id of ['other-record', 'other-module', 'other-tenant'])
      expect(after.get(id)).toEqual(before.get(id));
  });
  it('stays gone where its effect is carried out again, and where it is erased again', async () => {
    await put();
    expect(await eraseNotifications(db, SUBJECT)).toBe(0);
    expect(JSON.stringify((await stored()).get('of-record'))).not.toMatch(/Ada|ada\+x|"r1"/u);
  });
});
