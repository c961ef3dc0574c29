/** Shows on a real store that notifications are listed newest first, and that a store that is away lists none. */
import { randomUUID } from 'node:crypto';
import { connectMongo, type MongoConnection } from '@upshot/mongo';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { openNotifications, type Notifications } from './notifications.ts';

let mongo: MongoConnection;
let notifications: Notifications;

const stored = (id: string, atMs: number) => ({
  _id: id,
  tenantId: 't1',
  userId: 'u1',
  title: 'T',
  message: 'M',
  module: 'leads',
  recordId: 'l1',
  createdAt: new Date(atMs),
  readAt: null,
});

beforeAll(async () => {
  const url = new URL(inject('engines').mongo);
  url.pathname = `/ends_${randomUUID().slice(0, 8)}`;
  mongo = await connectMongo({ url: url.href, appName: 'ends-test' });
  notifications = openNotifications(url.href);
  await mongo.db
    .collection<{ _id: string }>('notifications')
    .insertMany([stored('a', 1000), stored('b', 3000), stored('c', 2000)]);
});
afterAll(async () => {
  await notifications.close();
  await mongo.db.dropDatabase();
  await mongo.close();
});

it('lists the newest first, within limit and time', async () => {
  const ids = async (limit: number, sinceMs: number) =>
    (await notifications.list(limit, sinceMs)).map(({ id }) => id);
  expect(await ids(10, 0)).toEqual(['b', 'c', 'a']);
  expect(await ids(1, 0)).toEqual(['b']);
  expect(await ids(10, 2000)).toEqual(['b']);
  expect((await notifications.list(1, 0))[0]).toEqual({
    channel: 'notification',
    at: '1970-01-01T00:00:03.000Z',
    id: 'b',
    tenantId: 't1',
    userId: 'u1',
    title: 'T',
    message: 'M',
    module: 'leads',
    recordId: 'l1',
    readAt: null,
  });
});
it('leaves out what it cannot read', async () => {
  await mongo.db.collection<{ _id: string }>('notifications').insertOne({ _id: 'odd' });
  expect(await notifications.list(10, 0)).toHaveLength(3);
});
it('lists none where the store is away, or there is none', async () => {
  const away = openNotifications('mongodb://127.0.0.1:9/x?directConnection=true');
  expect([await away.list(10, 0), await openNotifications(undefined).list(10, 0)]).toEqual([[], []]);
  await away.close();
});
it('forgets when cleared', async () => {
  await notifications.clear();
  expect(await notifications.list(10, 0)).toEqual([]);
});
