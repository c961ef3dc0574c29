/** Shows what stands in `local.json`, and that nobody else may read its keys. */
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { localEngineUrls } from '../engines/urls.ts';
import { describeLocal, readLocal, writeLocal, type LocalJson } from './local-json.ts';
import type { AnyPortName } from './port-names.ts';

const PORTS = new Map<AnyPortName, number>([
  ['http', 1],
  ['console', 2],
  ['kafka', 3],
  ['registry', 4],
  ['connect', 5],
  ['mongo', 6],
  ['redis', 7],
  ['postgres', 8],
  ['hooks', 9],
]);
const port = (name: AnyPortName): number => PORTS.get(name) ?? 0;

const local: LocalJson = describeLocal({
  urls: localEngineUrls(port),
  port,
  apiKeys: { demo: 'a', readonly: 'b', other: 'c' },
  processes: [{ name: 'kafka', pid: 42 }],
});

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'upshot-local-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('describeLocal', () => {
  it('has exactly what scripts are promised', () => {
    expect(local).toEqual({
      api: 'http://127.0.0.1:1',
      console: 'http://127.0.0.1:2/',
      apiKeys: { demo: 'a', readonly: 'b', other: 'c' },
      crm: 'postgres://upshot:upshot@127.0.0.1:8/crm',
      kafka: '127.0.0.1:3',
      registry: 'http://127.0.0.1:4/apis/ccompat/v7',
      mongo: 'mongodb://127.0.0.1:6/upshot?directConnection=true',
      redis: 'redis://127.0.0.1:7',
      connect: 'http://127.0.0.1:5',
      outbox: 'http://127.0.0.1:2/outbox',
      hooks: 'http://127.77.0.1:9',
      processes: [{ name: 'kafka', pid: 42 }],
    });
  });
});

describe('local.json', () => {
  it('is read back as it was written', async () => {
    const file = join(folder, 'local.json');
    await writeLocal(file, local);
    expect(await readLocal(file)).toEqual(local);
  });
  it('is for its owner alone', async () => {
    const file = join(folder, 'local.json');
    await writeLocal(file, local);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });
  it('leaves nothing beside it', async () => {
    await writeLocal(join(folder, 'local.json'), local);
    expect(await readdir(folder)).toEqual(['local.json']);
  });
  it('is refused when it is not whole', async () => {
    await expect(readLocal(join(folder, 'local.json'))).rejects.toThrow('ENOENT');
  });
});
