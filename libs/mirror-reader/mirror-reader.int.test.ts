/** Shows on MongoDB that the mirror is read record by record and page by page, each tenant's and module's own. */
import { randomUUID } from 'node:crypto';
import { connectMongo, ensureIndexes, type MongoConnection } from '@upshot/mongo';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import {
  createMirrorReader,
  MIRROR,
  mirrorCollections,
  toDocument,
  type MirrorDocument,
  type Remembered,
} from './index.ts';

let mongo: MongoConnection;
const database = `mirror_${randomUUID().slice(0, 8)}`;
const db = () => mongo.client.db(database);

const record = (recordId: string, more: Partial<Remembered> = {}): Remembered => ({
  tenantId: 't1',
  module: 'leads',
  recordId,
  values: { id: recordId, tags: ['a', { b: 1 }] },
  unknown: ['notes'],
  deleted: false,
  sequence: 2n ** 70n,
  positionId: 'p',
  committedAtMs: 7,
  ...more,
});
const gone = record('3', { deleted: true, values: {}, unknown: [] });

beforeAll(async () => {
  mongo = await connectMongo({ url: inject('engines').mongo, appName: 'test' });
  await ensureIndexes(db(), mirrorCollections);
  const records = [
    ...['1', '2', '4', '5'].map((id) => record(id)),
    gone,
    record('1', { module: 'tasks' }),
    record('1', { tenantId: 't2' }),
    record('6', { tenantId: 't1/leads' }),
  ];
  const forgetAt = new Date(Date.now() + 3_600_000);
  await db()
    .collection<MirrorDocument>(MIRROR)
    .insertMany(records.map((each) => toDocument(each, forgetAt)));
});
afterAll(async () => {
  await db().dropDatabase();
  await mongo.close();
});

describe('records by their ids', () => {
  it('are found as they were remembered, deleted ones too', async () => {
    const found = await createMirrorReader(db()).readRecords('t1', 'leads', ['3', '1', 'never']);
    expect([...found].toSorted(([a], [b]) => (a < b ? -1 : 1))).toEqual([
      ['1', record('1')],
      ['3', gone],
    ]);
  });
  it('are none where none is asked for', async () => {
    expect(await createMirrorReader(db()).readRecords('t1', 'leads', [])).toEqual(new Map());
  });
});

describe('the records of a module', () => {
  async function pages(limit: number, tenantId = 't1'): Promise<readonly (readonly string[])[]> {
    const read: string[][] = [];
    let after: string | null = null;
    do {
      const page = await createMirrorReader(db()).readPage({ tenantId, module: 'leads' }, after, limit);
      read.push(page.records.map(({ recordId }) => recordId));
      after = page.next;
    } while (after !== null);
    return read;
  }
  it.each([
    [1, [['1'], ['2'], [], ['4'], ['5'], []]],
    [2, [['1', '2'], ['4'], ['5']]],
    [5, [['1', '2', '4', '5'], []]],
    [9, [['1', '2', '4', '5']]],
  ])('come %i at a time, in order, without those that are deleted', async (limit, wanted) => {
    expect(await pages(limit)).toEqual(wanted);
  });
  it('are another tenant’s own', async () => {
    expect(await pages(9, 't2')).toEqual([['1']]);
    expect(await pages(9, 'nobody')).toEqual([[]]);
  });
});
