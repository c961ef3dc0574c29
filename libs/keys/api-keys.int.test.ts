/** API keys on the real store: made, found, wrong, revoked, given again. */
import { randomUUID } from 'node:crypto';
import { connectMongo, ensureIndexes, type MongoConnection } from '@upshot/mongo';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import {
  API_KEYS,
  createApiKey,
  ensureApiKey,
  findApiKey,
  type NewKey,
  READ_SCOPES,
  revokeApiKey,
} from './index.ts';

let mongo: MongoConnection;
const demo: NewKey = { tenantId: 'demo', name: 'test', scopes: READ_SCOPES };

beforeAll(async () => {
  const url = new URL(inject('engines').mongo);
  url.pathname = `/t_${randomUUID().replaceAll('-', '')}`;
  mongo = await connectMongo({ url: url.href, appName: 'test' });
  await ensureIndexes(mongo.db, [API_KEYS]);
});
afterAll(async () => {
  await mongo.db.dropDatabase();
  await mongo.close();
});

const idOf = (plain: string): string => plain.split('_')[1] ?? '';

describe('a key', () => {
  it('is found with its tenant and scopes', async () => {
    const plain = await createApiKey(mongo.db, demo);
    expect(await findApiKey(mongo.db, plain)).toEqual({
      keyId: idOf(plain),
      tenantId: 'demo',
      scopes: READ_SCOPES,
    });
  });
  it('may stand for a person, with the groups that the person is in', async () => {
    const plain = await createApiKey(mongo.db, { ...demo, user: 'ann', groups: ['sales'] });
    expect(await findApiKey(mongo.db, plain)).toMatchObject({ user: 'ann', groups: ['sales'] });
  });
  it('is stored without its secret', async () => {
    const plain = await createApiKey(mongo.db, demo);
    const stored = await mongo.db
      .collection<{ _id: string }>(API_KEYS.collection)
      .findOne({ _id: idOf(plain) });
    expect(stored).toEqual({
      _id: idOf(plain),
      hash: expect.stringMatching(/^[0-9a-f]{64}$/u),
      ...demo,
      createdAt: expect.any(Date),
    });
    expect(JSON.stringify(stored)).not.toContain(plain.split('_')[2]);
  });
  it('is not found with another secret, another id, or as something else', async () => {
    const [plain, other] = [await createApiKey(mongo.db, demo), await createApiKey(mongo.db, demo)];
    const swapped = `upk_${idOf(plain)}_${other.split('_').slice(2).join('_')}`;
    for (const wrong of [
      swapped,
      `${plain}x`,
      plain.slice(0, -1),
      `upk_${'0'.repeat(18)}_${'s'.repeat(43)}`,
      '',
      'x',
    ]) {
      expect(await findApiKey(mongo.db, wrong)).toBeNull();
    }
  });
  it('is not found once it is revoked, which only its tenant can do', async () => {
    const plain = await createApiKey(mongo.db, demo);
    expect(await revokeApiKey(mongo.db, { tenantId: 'other' }, idOf(plain))).toBe(false);
    expect(await findApiKey(mongo.db, plain)).not.toBeNull();
    expect(await revokeApiKey(mongo.db, { tenantId: 'demo' }, idOf(plain))).toBe(true);
    expect(await findApiKey(mongo.db, plain)).toBeNull();
  });
});

describe('a key of the local set-up', () => {
  const plain = 'upk_demo_development-only-secret';
  it('is the text that was given, however often', async () => {
    await Promise.all([ensureApiKey(mongo.db, plain, demo), ensureApiKey(mongo.db, plain, demo)]);
    await ensureApiKey(mongo.db, plain, { ...demo, scopes: ['keys:admin'] });
    expect(await findApiKey(mongo.db, plain)).toEqual({
      keyId: 'demo',
      tenantId: 'demo',
      scopes: ['keys:admin'],
    });
  });
  it('is valid again after it was revoked', async () => {
    await ensureApiKey(mongo.db, plain, demo);
    await revokeApiKey(mongo.db, demo, 'demo');
    await ensureApiKey(mongo.db, plain, demo);
    expect(await findApiKey(mongo.db, plain)).not.toBeNull();
  });
  it('has to be one', async () => {
    await expect(ensureApiKey(mongo.db, 'secret', demo)).rejects.toMatchObject({ code: 'config_invalid' });
  });
});
