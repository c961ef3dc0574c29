/** Shows on MongoDB that an erased image has no values, and that older changes do not bring them back. */
import { randomUUID } from 'node:crypto';
import type { Remembered } from '@upshot/mirror-reader';
import { connectMongo, type MongoConnection } from '@upshot/mongo';
import type { Db } from 'mongodb';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { eraseImage } from './erase-image.ts';
import { createMirrorStore } from './mirror-store.ts';

let mongo: MongoConnection;
let db: Db;
const ada: Remembered = {
  tenantId: 't1',
  module: 'leads',
  recordId: 'ada',
  values: { email: 'ada@example.com', tags: ['a'] },
  unknown: [],
  deleted: false,
  sequence: 5n,
  positionId: 'p',
  committedAtMs: 1,
};

beforeAll(async () => {
  mongo = await connectMongo({ url: inject('engines').mongo, appName: 'erase-image-test' });
  db = mongo.client.db(`mirror_${randomUUID().slice(0, 8)}`);
});
afterAll(async () => {
  await db.dropDatabase();
  await mongo.close();
});

it('takes the values of one record, and leaves where it stands', async () => {
  const store = createMirrorStore(db);
  const others = [
    { ...ada, tenantId: 't2' },
    { ...ada, recordId: 'bob' },
  ];
  await store.store([ada, ...others].map((after) => ({ before: null, after })));
  expect(await eraseImage(db, ada)).toBe(1);
  expect(await eraseImage(db, { ...ada, module: 'contacts' })).toBe(0);
  const [erased, ...left] = [...(await store.load([ada, ...others])).values()].toSorted(
    (a, b) => Object.keys(a.values).length - Object.keys(b.values).length,
  );
  expect(erased).toEqual({ ...ada, values: {}, unknown: 'rest' });
  expect(left.map(({ values }) => values)).toEqual([ada.values, ada.values]);
});
