/** Shows on the engines themselves: data survives a restart, on other ports too, and two homes run side by side. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { Client } from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readConfig, type LocalConfig } from '../config.ts';
import { HOST, type AnyPortName } from '../home/port-names.ts';
import { openHome, type OpenedHome } from '../open-home.ts';
import { exchange } from '../ports/tcp.ts';
import { waitReady } from '../supervisor/wait-ready.ts';
import type { Engine } from './contract.ts';
import { mongo } from './mongo.ts';
import { postgres } from './postgres.ts';
import { redis } from './redis.ts';
import { portReader } from './start.ts';
import { localEngineUrls } from './urls.ts';

let folder = '';
const open: OpenedHome[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'upshot-engines-'));
});
afterEach(async () => {
  for (const opened of open.splice(0)) await opened.close([]);
  await rm(folder, { recursive: true, force: true });
});

type Port = (name: AnyPortName) => number;

/** Starts one engine in a home of this test; `fixed` gives it other ports than last time. */
async function start(engine: Engine, home: string, more: Partial<LocalConfig> = {}): Promise<Port> {
  const config = { ...readConfig(), home: join(folder, home), fixedPorts: new Map(), ...more };
  const opened = await openHome(config, [], () => {});
  open.push(opened);
  const port = portReader(opened.ports);
  const context = { config, home: opened.home, port, say: () => {} };
  await engine.install(context);
  const child = opened.supervisor.start(await engine.prepare(context));
  await waitReady(child, () => engine.isReady(context));
  await engine.settle?.(context);
  return port;
}

async function stopAll(): Promise<void> {
  for (const opened of open.splice(0)) await opened.close([]);
}

async function onMongo<T>(port: Port, work: (client: MongoClient) => Promise<T>): Promise<T> {
  const client = new MongoClient(localEngineUrls(port).mongo);
  try {
    return await work(client);
  } finally {
    await client.close();
  }
}

async function onPostgres(port: Port, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: localEngineUrls(port).crm });
  await client.connect();
  const { rows } = await client.query<Record<string, unknown>>(sql);
  await client.end();
  return rows;
}

const ask = async (port: Port, command: string): Promise<string> =>
  (await exchange({ host: HOST, port: port('redis') }, Buffer.from(`${command}\r\n`))).toString();

describe('mongo', () => {
  it('takes transactions, and its data moves with it to another port', async () => {
    const first = await start(mongo, 'a');
    await onMongo(first, (client) =>
      client.withSession((session) =>
        session.withTransaction(() => client.db().collection('kept').insertOne({ n: 1 }, { session })),
      ),
    );
    await stopAll();
    const second = await start(mongo, 'a', { fixedPorts: new Map([['mongo', first('redis')]]) });
    expect(second('mongo')).not.toBe(first('mongo'));
    expect(await onMongo(second, (client) => client.db().collection('kept').countDocuments())).toBe(1);
    await onMongo(second, (client) =>
      client
        .db()
        .collection('kept')
        .insertOne({ n: 2 }, { writeConcern: { w: 'majority' } }),
    );
  });
  it('runs twice beside itself', async () => {
    const [left, right] = [await start(mongo, 'a'), await start(mongo, 'b')];
    expect(left('mongo')).not.toBe(right('mongo'));
    for (const port of [left, right]) {
      expect(await onMongo(port, (client) => client.db().command({ ping: 1 }))).toMatchObject({ ok: 1 });
    }
  });
});

describe('postgres', () => {
  it('decodes logically and keeps its data', async () => {
    const first = await start(postgres, 'a');
    expect(await onPostgres(first, 'show wal_level')).toEqual([{ wal_level: 'logical' }]);
    await onPostgres(first, 'create table kept as select 1 as n');
    await stopAll();
    const second = await start(postgres, 'a');
    expect(second('postgres')).toBe(first('postgres'));
    expect(await onPostgres(second, 'select n from kept')).toEqual([{ n: 1 }]);
  });
  it('listens on loopback alone, with letters of every language', async () => {
    const port = await start(postgres, 'a');
    expect(await onPostgres(port, 'show listen_addresses')).toEqual([{ listen_addresses: HOST }]);
    expect(await onPostgres(port, "select lower('ÄÖÅ') as low")).toEqual([{ low: 'äöå' }]);
  });
});

describe('redis', () => {
  it('keeps its data over an orderly stop', async () => {
    const first = await start(redis, 'a');
    expect(await ask(first, 'SET kept 1')).toBe('+OK\r\n');
    await stopAll();
    expect(await ask(await start(redis, 'a'), 'GET kept')).toBe('$1\r\n1\r\n');
  });
});
