/** Shows on MongoDB that what was sent and answered goes, that it is finished stays, and that what is in hand is waited for. */
import { randomUUID } from 'node:crypto';
import { connectMongo, ensureIndexes, type MongoConnection } from '@upshot/mongo';
import type { Db } from 'mongodb';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { dueEffectOf } from '../due-effect.ts';
import { succeeded } from '../effect-result.ts';
import { testEffect } from '../testing/test-effect.ts';
import { eraseEffects } from './erase-effects.ts';
import { EFFECTS, type LedgerDocument } from './ledger-document.ts';
import { createLedger, ledgerCollections } from './ledger.ts';

let mongo: MongoConnection;
let db: Db;

beforeAll(async () => {
  mongo = await connectMongo({ url: inject('engines').mongo, appName: 'erase-effects-test' });
  db = mongo.client.db(`ledger_${randomUUID().slice(0, 8)}`);
  await ensureIndexes(db, ledgerCollections);
});
afterAll(async () => {
  await db.dropDatabase();
  await mongo.close();
});

const timed = { attempts: 1, startedAtMs: 1, finishedAtMs: 2 };
const effectOf = (effectId: string, tenantId = 't1') => dueEffectOf(testEffect({ effectId, tenantId }));

it('erases what is finished, of that tenant alone, and waits for what is not', async () => {
  const ledger = createLedger(db, 60_000);
  for (const effect of [effectOf('one'), effectOf('two'), effectOf('theirs', 't2')]) {
    const claim = await ledger.claim(effect);
    if (claim === null) expect.unreachable();
    await ledger.rendered(claim, { request: '{"to":"Ada Love"}', missingFields: [] }, null);
    const result = {
      ...succeeded({ to: 'Ada Love' }, { name: 'Ada Love' }),
      ...timed,
      input: '{"to":"Ada Love"}',
    };
    if (effect.effectId !== 'two') await ledger.finish(claim, result);
  }
  const asked = { tenantId: 't1', effectIds: ['one', 'two', 'theirs', 'none'], openEffectIds: [] };
  expect(await eraseEffects(db, asked)).toBeNull();
  expect(await eraseEffects(db, { ...asked, effectIds: ['one', 'none'] })).toBe(1);
  const effects = await db.collection<LedgerDocument>(EFFECTS).find({}).sort({ _id: 1 }).toArray();
  expect(effects.map((each) => [each._id, JSON.stringify(each).includes('Ada Love')])).toEqual([
    ['one', false],
    ['theirs', true],
    ['two', true],
  ]);
  const again = await ledger.claim(effectOf('one'));
  expect(again?.result).toMatchObject({ outcome: 'succeeded', output: {}, recordPatch: null, ...timed });
});

it('keeps from being sent what is on its way for a run that is over, and waits for what is claimed', async () => {
  const ledger = createLedger(db, 60_000);
  const claim = await ledger.claim(effectOf('claimed'));
  if (claim === null) expect.unreachable();
  const ids = ['claimed', 'on-its-way'];
  const asked = { tenantId: 't1', effectIds: [...ids, 'reported'], openEffectIds: ids };
  expect(await eraseEffects(db, asked)).toBeNull();
  const late = await ledger.claim(effectOf('on-its-way'));
  expect(late?.result).toMatchObject({ outcome: 'skipped', attempts: 0, output: {} });
  await ledger.finish(claim, { ...succeeded({}), ...timed });
  expect(await eraseEffects(db, asked)).toBe(2);
  expect(await eraseEffects(db, asked)).toBe(2);
  expect((await ledger.claim(effectOf('reported')))?.result).toBeNull();
});

it('does not wait for what nobody can finish any more', async () => {
  const ledger = createLedger(db, 60_000);
  const claim = await ledger.claim(effectOf('given-up'));
  if (claim === null) expect.unreachable();
  await ledger.rendered(claim, { request: '{"to":"Ada Love"}', missingFields: [] }, null);
  const asked = { tenantId: 't1', effectIds: ['given-up'], openEffectIds: [] };
  expect(await eraseEffects(db, asked)).toBeNull();
  const effects = db.collection<LedgerDocument>(EFFECTS);
  const claimedAt = new Date(Date.now() - 9 * 86_400_000);
  await effects.updateOne({ _id: 'given-up' }, { $set: { claimedAt } });
  expect(await eraseEffects(db, asked)).toBe(1);
  expect(JSON.stringify(await effects.findOne({ _id: 'given-up' }))).not.toContain('Ada Love');
});
