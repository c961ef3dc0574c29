/** The store on a real MongoDB: compare-and-set, tenants, order, and no query without an index. */
import { randomUUID } from 'node:crypto';
import { workflowsApi, type JsonObject, type Parsed } from '@upshot/dialects';
import { testModules } from '@upshot/dialects/testing';
import { UpshotError } from '@upshot/errors';
import { connectMongo, ensureIndexes, type MongoConnection } from '@upshot/mongo';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { WORKFLOW } from '../testing/workflow.ts';
import { DEFINITIONS_COLLECTION, type DefinitionDocument } from './definition-document.ts';
import { createDefinitionStore, keyOf, type DefinitionStore } from './definition-store.ts';
import { createOutbox } from './outbox.ts';

let mongo: MongoConnection;
let store: DefinitionStore;
let now = 1_000;
const documents = () => db().collection<DefinitionDocument>('definitions');
const db = () => mongo.client.db(name);
const name = `store_${randomUUID().slice(0, 8)}`;

beforeAll(async () => {
  mongo = await connectMongo({ url: inject('engines').mongo, appName: 'store-test' });
  await ensureIndexes(db(), [DEFINITIONS_COLLECTION]);
  store = createDefinitionStore(db(), () => now);
});
afterAll(async () => {
  await db().dropDatabase();
  await mongo.close();
});

const modules = testModules();
const dialect = workflowsApi.name;

function parsed(more: JsonObject = {}): Parsed {
  const result = workflowsApi.parse({ ...WORKFLOW, ...more }, { modules, newId: randomUUID, mode: 'create' });
  if (result.ok) return result.value;
  throw new UpshotError('definition_invalid', 'the test’s own workflow');
}

const newTenant = () => ({ tenantId: `t-${randomUUID()}` });
async function stored(tenant: { readonly tenantId: string }, more: JsonObject = {}) {
  const id = randomUUID();
  await store.insert(tenant, { id, dialect, createdBy: 'k', parsed: parsed(more) });
  return id;
}
async function found(tenant: { readonly tenantId: string }, id: string) {
  const revised = await store.find(tenant, dialect, id);
  if (revised === null) throw new UpshotError('internal', 'not stored');
  return revised;
}

describe('a definition', () => {
  it('comes back as it was stored, whatever its keys and numbers', async () => {
    const tenant = newTenant();
    const bodyJson = {
      $set: { 'a.b': 1.5 },
      constructor: 'x',
      '': [1e300, -0.1, 9_007_199_254_740_991, null],
    };
    const config = { url: 'https://a.b', bodyJson };
    const id = await stored(tenant, { actions: [{ actionType: 'webhook', config }] });
    const { definition } = await found(tenant, id);
    expect(definition).toMatchObject({ id, active: true, version: 1, createdBy: 'k' });
    expect(definition.source).toMatchObject({ actions: [{ config }] });
  });
  it('is replaced only at the revision at which it was read', async () => {
    const tenant = newTenant();
    const id = await stored(tenant);
    const [first, second] = [await found(tenant, id), await found(tenant, id)];
    expect(await store.replace(tenant, first, parsed({ name: 'a' }))).toMatchObject({ version: 2 });
    expect(await store.replace(tenant, second, parsed({ name: 'b' }))).toBeNull();
    expect((await found(tenant, id)).definition.source).toMatchObject({ name: 'a' });
  });
  it('that was switched since is not replaced with what was read before', async () => {
    const tenant = newTenant();
    const id = await stored(tenant);
    const before = await found(tenant, id);
    await store.setActive(tenant, dialect, id, false);
    expect(await store.replace(tenant, before, parsed())).toBeNull();
    expect(await found(tenant, id)).toMatchObject({ revision: 2, definition: { active: false, version: 1 } });
  });
  it('that is deleted is not there for anything', async () => {
    const tenant = newTenant();
    const id = await stored(tenant);
    const before = await found(tenant, id);
    expect(await store.remove(tenant, dialect, id)).toBe(true);
    expect(await store.remove(tenant, dialect, id)).toBe(false);
    expect(await store.find(tenant, dialect, id)).toBeNull();
    expect(await store.setActive(tenant, dialect, id, true)).toBeNull();
    expect(await store.replace(tenant, before, parsed())).toBeNull();
    expect(await store.list(tenant, { dialect })).toEqual([]);
    expect(await store.count(tenant, { dialect })).toBe(0);
  });
  it('of another tenant is not there either, though its key is built alike', async () => {
    const id = await stored({ tenantId: 'a/b' });
    for (const tenantId of ['a', 'a/b/', 'b']) {
      expect(await store.find({ tenantId }, dialect, id)).toBeNull();
      expect(await store.find({ tenantId }, dialect, `b/${id}`)).toBeNull();
      expect(await store.remove({ tenantId }, dialect, id)).toBe(false);
    }
    expect(keyOf({ tenantId: 'a' }, `b/${id}`)).toBe(keyOf({ tenantId: 'a/b' }, id));
  });
});

describe('a list', () => {
  it('has the newest change first, a module’s own, and slices', async () => {
    const tenant = newTenant();
    const ids: string[] = [];
    for (const [at, triggerModule] of ['leads', 'tasks', 'leads'].entries()) {
      now = 2_000 + at;
      const triggerType = triggerModule === 'leads' ? 'lead_created' : 'task_created';
      ids.push(await stored(tenant, { triggerModule, triggerType }));
    }
    now = 3_000;
    await store.setActive(tenant, dialect, ids[1] ?? '', false);
    const listed = async (question: object) =>
      (await store.list(tenant, { dialect, ...question })).map(({ id }) => ids.indexOf(id));
    expect(await listed({})).toEqual([1, 2, 0]);
    expect(await listed({ module: 'leads' })).toEqual([2, 0]);
    expect(await listed({ slice: { skip: 1, limit: 1 } })).toEqual([2]);
    expect(await store.count(tenant, { dialect, module: 'leads' })).toBe(2);
  });
});

/** Plans that were thought of and not taken say nothing. */
const withoutRejected = (key: string, value: unknown): unknown =>
  key === 'rejectedPlans' ? undefined : value;

describe('every query', () => {
  it('uses an index', async () => {
    const tenantId = { $eq: 't' };
    const present = { tenantId, dialect, deletedAt: null };
    const cursors = [
      documents().find({ ...present, _id: { $eq: 't/x' } }),
      documents().find(present).sort({ updatedAt: -1, _id: -1 }),
      documents()
        .find({ ...present, module: { $eq: 'leads' } })
        .sort({ updatedAt: -1, _id: -1 }),
      documents().find(present).sort({ createdAt: -1, _id: -1 }).limit(3),
      documents()
        .find({
          ...present,
          createdAt: { $lte: new Date(5) },
          $or: [{ createdAt: { $lt: new Date(5) } }, { _id: { $lt: 't/x' } }],
        })
        .sort({ createdAt: -1, _id: -1 })
        .limit(3),
      documents().find({ unpublished: true }),
      documents().find({ tenantId, 'createdWith.idempotencyKey': { $eq: 'k' }, dialect, deletedAt: null }),
    ];
    for (const cursor of cursors) {
      const plan = JSON.stringify(await cursor.explain('queryPlanner'), withoutRejected);
      expect(plan).toMatch(/"IXSCAN"|"IDHACK"/u);
      expect(plan).not.toMatch(/"stage":"(?:COLLSCAN|SORT)"/u);
    }
  });
});

describe('the outbox', () => {
  const outbox = () => createOutbox(db(), () => 5_000);
  it('gives a definition once it is written, until it is marked', async () => {
    const tenant = newTenant();
    const key = keyOf(tenant, await stored(tenant));
    const pending = await outbox().load(key);
    expect(pending).toMatchObject({ key, revision: 1, publishedRevision: 0, definition: { version: 1 } });
    expect(await outbox().unpublished(1_000)).toContain(key);
    expect(pending && (await outbox().markPublished(pending))).toBe(true);
    expect(await outbox().unpublished(1_000)).not.toContain(key);
    expect(pending && (await outbox().markPublished(pending))).toBe(false);
  });
  it('keeps what was written meanwhile for the next round', async () => {
    const tenant = newTenant();
    const id = await stored(tenant);
    const pending = await outbox().load(keyOf(tenant, id));
    await store.setActive(tenant, dialect, id, false);
    expect(pending && (await outbox().markPublished(pending))).toBe(true);
    expect(await outbox().unpublished(1_000)).toContain(keyOf(tenant, id));
  });
  it('gives a deleted definition as gone, and says when its mark may go', async () => {
    const tenant = newTenant();
    const id = await stored(tenant);
    await store.remove(tenant, dialect, id);
    const pending = await outbox().load(keyOf(tenant, id));
    expect(pending).toMatchObject({ revision: 2, definition: null });
    expect(pending && (await outbox().markPublished(pending))).toBe(true);
    const mark = await documents().findOne({ _id: keyOf(tenant, id) });
    expect(mark).toMatchObject({ purgeAt: new Date(86_405_000), unpublished: false });
  });
  it('tells what should be on the topic', async () => {
    const tenant = newTenant();
    const [kept, gone] = [await stored(tenant), await stored(tenant)];
    await store.remove(tenant, dialect, gone);
    const told = new Map<string, object>();
    for await (const { key, ...rest } of outbox().published()) told.set(key, rest);
    expect(told.get(keyOf(tenant, kept))).toEqual({ revision: 0, deleted: false });
    expect(told.get(keyOf(tenant, gone))).toEqual({ revision: 0, deleted: true });
  });
  it('knows nothing of what is not there', async () => {
    expect(await outbox().load('nobody/nothing')).toBeNull();
  });
  it('refuses to publish what breaks the native schema', async () => {
    const tenant = newTenant();
    const key = keyOf(tenant, await stored(tenant));
    await documents().updateOne({ _id: key }, { $set: { native: '{"name":""}' } });
    await expect(outbox().load(key)).rejects.toMatchObject({ code: 'definition_invalid' });
  });
});
