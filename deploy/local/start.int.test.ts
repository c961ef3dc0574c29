/** Shows `npm start` and `npm run reset` as a newcomer meets them: the card, local.json, Ctrl-C, and nothing left. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { engineEnvironment } from './engines/urls.ts';
import { homeAt } from './home/home.ts';
import { readLocal, type LocalJson } from './home/local-json.ts';
import { choosePorts, isFree } from './home/ports.ts';
import { SERVICES } from './services.ts';
import { childrenOf } from './supervisor/processes.ts';

const WAIT = { timeout: 120_000, interval: 100 };

let path = '';
let httpPort = 0;
let running: ChildProcess;
let output = '';

/** Starts a command of the set-up in this test's home, on the engines of the test run. */
function launch(script: string): ChildProcess {
  const env = {
    ...process.env,
    ...engineEnvironment(inject('engines')),
    UPSHOT_HOME: path,
    UPSHOT_HTTP_PORT: String(httpPort),
  };
  return spawn(process.execPath, [join(import.meta.dirname, script)], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

async function finish(script: string): Promise<{ code: unknown; text: string }> {
  const child = launch(script);
  let text = '';
  child.stdout?.on('data', (part: Buffer) => (text += part.toString()));
  child.stderr?.on('data', (part: Buffer) => (text += part.toString()));
  const [code]: unknown[] = await once(child, 'close');
  return { code, text };
}

const local = (): Promise<LocalJson> => readLocal(homeAt(path).localJson);

beforeAll(async () => {
  path = await mkdtemp(join(tmpdir(), 'upshot-start-'));
  const question = {
    names: ['http'],
    fixed: new Map(),
    remembered: new Map(),
    seed: 11_000,
    isFree,
  } as const;
  httpPort = (await choosePorts(question)).get('http') ?? 0;
  running = launch('start.ts');
  running.stdout?.on('data', (part: Buffer) => (output += part.toString()));
  await vi.waitFor(() => expect(output).toContain('Upshot is ready'), WAIT);
}, 150_000);
afterAll(async () => {
  running.kill('SIGKILL');
  await vi.waitFor(async () => expect(await childrenOf(path)).toEqual([]), WAIT);
  await rm(path, { recursive: true, force: true });
});

describe('npm start', () => {
  it('tells of every service, and what works', async () => {
    expect((await local()).processes.map(({ name }) => name).sort()).toEqual(
      SERVICES.map(({ name }) => name).sort(),
    );
    expect(output).toContain((await local()).apiKeys.demo);
  });
  it('answers on the port that the operator fixed', async () => {
    expect((await local()).api).toBe(`http://127.0.0.1:${httpPort}`);
    expect((await fetch(`http://127.0.0.1:${httpPort}/readyz`)).status).toBe(200);
  });
  it('has a page and an outbox', async () => {
    const { console: page, outbox } = await local();
    expect((await fetch(page)).headers.get('content-type')).toContain('text/html');
    expect(await (await fetch(outbox)).json()).toEqual(expect.any(Array));
  });
  it('takes its key, and no other', async () => {
    const { api, apiKeys } = await local();
    const ask = (key: string): Promise<Response> =>
      fetch(`${api}/workflows`, { headers: { authorization: `Bearer ${key}` } });
    expect((await ask(apiKeys.readonly)).status).toBe(200);
    expect((await ask(`${apiKeys.readonly}x`)).status).toBe(401);
  });
  it('refuses to start twice in one home', async () => {
    expect(await finish('start.ts')).toMatchObject({
      code: 1,
      text: expect.stringContaining('already runs here'),
    });
    expect(existsSync(homeAt(path).localJson)).toBe(true);
  });
  it('refuses to be reset while it runs', async () => {
    expect(await finish('reset.ts')).toMatchObject({
      code: 1,
      text: expect.stringContaining('stop it first'),
    });
  });
  it('brings a service back that was killed, and writes its new pid down', async () => {
    const pidOf = async (): Promise<number | undefined> =>
      (await local()).processes.find(({ name }) => name === 'mirror')?.pid;
    const before = await pidOf();
    process.kill(before ?? 0, 'SIGKILL');
    await vi.waitFor(async () => {
      expect(await pidOf()).toEqual(expect.any(Number));
      expect(await pidOf()).not.toBe(before);
    }, WAIT);
    expect(output).toMatch(/mirror +died \(SIGKILL\)/);
  });
});

describe('Ctrl-C', () => {
  it('stops everything and leaves no process behind', async () => {
    running.kill('SIGINT');
    const [code]: unknown[] = await once(running, 'exit');
    expect(code).toBe(0);
    expect(await childrenOf(path)).toEqual([]);
    expect(existsSync(homeAt(path).localJson)).toBe(false);
  });
  it('leaves the data, until it is reset', async () => {
    expect(await readdir(path)).toContain('keys.json');
    expect((await finish('reset.ts')).code).toBe(0);
    expect(await readdir(path)).toEqual(['ports.json']);
  });
});
