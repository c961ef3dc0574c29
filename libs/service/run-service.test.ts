/** A service's life, as a process: started, asked, stopped, killed. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';

const sample = new URL('./testing/sample-service.ts', import.meta.url).pathname;
const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

interface Sample {
  readonly child: ChildProcess;
  readonly output: () => string;
  readonly exited: Promise<{ code: number | null; signal: string | null }>;
  /** Resolves when a line with this text has been logged. */
  said(text: string): Promise<void>;
  readyz(): Promise<{ status: number; text: string }>;
}

async function run(mode: string): Promise<Sample> {
  const port = await freePort();
  const child = spawn(process.execPath, [sample, String(port), mode], { stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
  let output = '';
  const listeners = new Set<() => void>();
  const hear = (chunk: unknown): void => {
    output += String(chunk);
    for (const listener of listeners) listener();
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  const exited = once(child, 'close').then(() => ({ code: child.exitCode, signal: child.signalCode }));
  const said = (text: string): Promise<void> =>
    new Promise((resolve) => {
      const listener = (): void => {
        if (output.includes(text)) resolve();
      };
      listeners.add(listener);
      listener();
    });
  const readyz = async () => {
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`);
    return { status: answer.status, text: await answer.text() };
  };
  return { child, output: () => output, exited, said, readyz };
}

describe('a service', { timeout: 20_000 }, () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('is ready, drains at %s and ends with 0', async (signal) => {
    const { child, said, readyz, exited, output } = await run('plain');
    await said('"started"');
    expect(await readyz()).toMatchObject({ status: 200 });
    child.kill(signal);
    expect(await exited).toEqual({ code: 0, signal: null });
    expect(output()).toMatch(/stopping[^]*draining[^]*stopped/u);
  });
  it('is not ready while it drains, and ends at once at a second signal', async () => {
    const { child, said, readyz, exited } = await run('slow');
    await said('"started"');
    child.kill('SIGTERM');
    await said('draining');
    expect(await readyz()).toMatchObject({ status: 503, text: expect.stringContaining('stopping') });
    child.kill('SIGTERM');
    expect(await exited).toEqual({ code: 1, signal: null });
  });
  it('names what it waits for, and can be stopped while it waits', async () => {
    const { child, said, readyz, exited } = await run('away');
    await said('waiting for a dependency');
    const answer = await readyz();
    expect(answer.status).toBe(503);
    expect(JSON.parse(answer.text)).toMatchObject({
      dependencies: [
        { name: 'start', reason: 'starting' },
        { name: 'mongo', reason: 'store_unavailable: away' },
      ],
    });
    child.kill('SIGTERM');
    expect(await exited).toEqual({ code: 0, signal: null });
  });
  it.each(['stuck', 'failing'])('that is %s in its stop ends with 1', async (mode) => {
    const { child, said, exited } = await run(mode);
    await said('"started"');
    child.kill('SIGTERM');
    expect(await exited).toEqual({ code: 1, signal: null });
  });
  it.each(['broken', 'stalled', 'unhandled', 'thrown'])(
    'that is %s says so and ends with 70',
    async (mode) => {
      const { exited, output } = await run(mode);
      expect(await exited).toEqual({ code: 70, signal: null });
      expect(output()).toContain('the supervisor starts it afresh');
      expect(output()).not.toContain('canary');
    },
  );
  it('dies at its crash point as by a power cut', async () => {
    const { exited, output } = await run('crash');
    expect(await exited).toEqual({ code: null, signal: 'SIGKILL' });
    expect(output()).not.toContain('"started"');
  });
});
