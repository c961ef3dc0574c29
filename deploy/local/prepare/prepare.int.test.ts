/** Shows on the engines that the keys survive restarts and lost data, and that another CRM than the demo is left alone. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findApiKey, READ_SCOPES, SCOPES } from '@upshot/keys';
import { connectMongo, type MongoConnection } from '@upshot/mongo';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { readConfig } from '../config.ts';
import { homeAt, type Home } from '../home/home.ts';
import { crmStep } from './crm.ts';
import { keysStep, readKeys } from './keys.ts';
import type { PrepareContext } from './step.ts';

let home: Home;
let mongo: MongoConnection;
let context: PrepareContext;
let said: string[];

beforeEach(async () => {
  home = homeAt(await mkdtemp(join(tmpdir(), 'upshot-prepare-')));
  const url = new URL(inject('engines').mongo);
  url.pathname = `/prepare_${randomUUID().slice(0, 8)}`;
  const urls = { ...inject('engines'), mongo: url.href };
  mongo = await connectMongo({ url: url.href, appName: 'test' });
  said = [];
  context = { config: readConfig({}), urls, home, say: (message) => said.push(message) };
});
afterEach(async () => {
  await mongo.db.dropDatabase();
  await mongo.close();
  await rm(home.path, { recursive: true, force: true });
});

describe('the development keys', () => {
  it('belong to two tenants, one of them to read only', async () => {
    await keysStep.run(context);
    const keys = await readKeys(home.keysJson);
    expect(await findApiKey(mongo.db, keys.demo)).toMatchObject({ tenantId: 'demo', scopes: SCOPES });
    expect(await findApiKey(mongo.db, keys.readonly)).toMatchObject({
      tenantId: 'demo',
      scopes: READ_SCOPES,
    });
    expect(await findApiKey(mongo.db, keys.other)).toMatchObject({ tenantId: 'other', scopes: SCOPES });
  });
  it('are the same after a restart', async () => {
    await keysStep.run(context);
    const before = await readFile(home.keysJson, 'utf8');
    await keysStep.run(context);
    expect(await readFile(home.keysJson, 'utf8')).toBe(before);
  });
  it('work again after the database was lost', async () => {
    await keysStep.run(context);
    await mongo.db.dropDatabase();
    await keysStep.run(context);
    const { demo } = await readKeys(home.keysJson);
    expect(await findApiKey(mongo.db, demo)).toMatchObject({ tenantId: 'demo' });
  });
  it('are for the owner of the home alone', async () => {
    await keysStep.run(context);
    expect((await stat(home.keysJson)).mode & 0o777).toBe(0o600);
  });
});

describe('a CRM that is not the demo', () => {
  it('is left as it is', async () => {
    const config = readConfig({ UPSHOT_MAPPING_FILE: '/elsewhere/mapping.yaml' });
    await crmStep.run({
      ...context,
      config,
      urls: { ...context.urls, crm: 'postgres://nobody@127.0.0.1:1/none' },
    });
    expect(said).toEqual([expect.stringContaining('leaves the CRM alone')]);
  });
});
