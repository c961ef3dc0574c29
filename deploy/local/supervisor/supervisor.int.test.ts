/** Shows on real processes: what dies comes back and is said, what is stopped ends in order, and nothing is left. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { homeAt, makeHome, type Home } from '../home/home.ts';
import { sayOn } from '../say.ts';
import { claimHome, releaseHome, supervisorOf } from './claim.ts';
import { childrenOf, isAlive, startTimeOf } from './processes.ts';
import type { Program } from './program.ts';
import { Supervisor } from './supervisor.ts';
import { waitReady } from './wait-ready.ts';

let home: Home;
let supervisor: Supervisor;
let said: string[] = [];

beforeEach(async () => {
  home = homeAt(await mkdtemp(join(tmpdir(), 'upshot-supervisor-')));
  await makeHome(home);
  said = [];
  supervisor = new Supervisor({
    home,
    inherited: { PATH: '/usr/bin:/bin' },
    sayFor: sayOn((line) => said.push(line)),
  });
});
afterEach(async () => {
  supervisor.kill();
  await rm(home.path, { recursive: true, force: true });
});

const shell = (name: string, script: string, more: Partial<Program> = {}): Program => ({
  name,
  command: 'sh',
  args: ['-c', script],
  env: {},
  stopSignal: 'SIGTERM',
  stopWithinMs: 10_000,
  ...more,
});
const FOREVER = 'echo up; while :; do sleep 0.1; done';
const logOf = (name: string): Promise<string> => readFile(join(home.logs, `${name}.log`), 'utf8');
const WAIT = { timeout: 20_000, interval: 20 };

describe('a child that dies', () => {
  it('is started again, under a pid that is told, and both are said', async () => {
    const changes: number[] = [];
    supervisor.onChange(() => changes.push(supervisor.processes.length));
    const child = supervisor.start(shell('matcher', FOREVER));
    const first = child.pid ?? 0;
    process.kill(first, 'SIGKILL');
    await vi.waitFor(() => expect(said.join('')).toContain('runs again'), WAIT);
    expect(child.pid).not.toBe(first);
    expect(supervisor.processes).toEqual([{ name: 'matcher', pid: child.pid }]);
    expect(said[0]).toMatch(/matcher +died \(SIGKILL\); starts again in 0\.5 s/);
    expect(changes).toEqual([1, 0, 1]);
  });
  it('waits longer each time that it dies at once', async () => {
    supervisor.start(shell('runner', 'exit 7'));
    await vi.waitFor(() => expect(said.join('')).toContain('starts again in 1 s'), WAIT);
    expect(said[0]).toContain('exit code 7');
  });
  it('is said when its program is not there', async () => {
    supervisor.start(shell('nothing', '', { command: 'upshot-no-such-program', args: [] }));
    await vi.waitFor(() => expect(said.join('')).toContain('nothing        died'), WAIT);
  });
  it('ends the wait for it when it keeps dying, with the end of its log', async () => {
    const child = supervisor.start(shell('runner', 'echo the reason; exit 1'));
    await expect(waitReady(child, async () => false)).rejects.toMatchObject({
      code: 'setup_failed',
      message: expect.stringContaining('the reason'),
    });
  });
  it('is not started again once everything stops', async () => {
    supervisor.start(shell('runner', 'exit 1'));
    await vi.waitFor(() => expect(said).toHaveLength(1), WAIT);
    await supervisor.stop([]);
    expect(await childrenOf(home.path)).toEqual([]);
    expect(() => supervisor.start(shell('late', FOREVER))).toThrow('starts no more');
  });
});

describe('stop', () => {
  it('ends the groups in order, and lets each finish', async () => {
    const trap = (name: string): Program =>
      shell(name, `trap 'echo ${name} >> ${home.data}/order; exit 0' TERM; ${FOREVER}`);
    const names = ['kafka', 'connect', 'matcher', 'forgotten'];
    for (const name of names) supervisor.start(trap(name));
    await vi.waitFor(async () => {
      for (const name of names) expect(await logOf(name)).toContain('up');
    }, WAIT);
    await supervisor.stop([['matcher'], ['connect'], ['kafka']]);
    const order = await readFile(join(home.data, 'order'), 'utf8');
    expect(order.trim().split('\n')).toEqual(['matcher', 'connect', 'kafka', 'forgotten']);
  });
  it('leaves no process behind, grandchildren included', async () => {
    supervisor.start(shell('parent', `sh -c "trap '' TERM; while :; do sleep 0.1; done" & ${FOREVER}`));
    await vi.waitFor(async () => expect((await childrenOf(home.path)).length).toBeGreaterThan(1), WAIT);
    await supervisor.stop([]);
    await vi.waitFor(async () => expect(await childrenOf(home.path)).toEqual([]), WAIT);
  });
  it('kills one that does not end in time, and says so', async () => {
    supervisor.start(shell('deaf', `trap '' TERM; ${FOREVER}`, { stopWithinMs: 200 }));
    await vi.waitFor(async () => expect(await logOf('deaf')).toContain('up'), WAIT);
    await supervisor.stop([]);
    expect(said.join('')).toContain('deaf           did not end in time: killed');
    await vi.waitFor(async () => expect(await childrenOf(home.path)).toEqual([]), WAIT);
  });
  it('uses the signal that the program wants', async () => {
    supervisor.start(
      shell('postgres', `trap 'echo interrupted; exit' INT; ${FOREVER}`, { stopSignal: 'SIGINT' }),
    );
    await vi.waitFor(async () => expect(await logOf('postgres')).toContain('up'), WAIT);
    await supervisor.stop([]);
    expect(await logOf('postgres')).toContain('interrupted');
  });
});

describe('a home', () => {
  it('has one supervisor at a time', async () => {
    await claimHome(home, () => {});
    expect(await supervisorOf(home)).toBe(process.pid);
    await expect(claimHome(home, () => {})).rejects.toThrow('already runs here');
    await releaseHome(home);
    expect(await supervisorOf(home)).toBeUndefined();
  });

  async function killSupervisor(...more: string[]): Promise<{ child: number; startTime: number }> {
    const script = join(import.meta.dirname, 'testing', 'doomed.ts');
    const doomed: ChildProcess = spawn(process.execPath, [script, home.path, ...more], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const pid = await new Promise<number>((done) =>
      doomed.stdout?.once('data', (text: Buffer) => done(Number(text.toString()))),
    );
    await vi.waitFor(async () => expect(await logOf('left-behind')).toContain('up'), WAIT);
    const startTime = (await startTimeOf(pid)) ?? 0;
    doomed.kill('SIGKILL');
    await once(doomed, 'exit');
    return { child: pid, startTime };
  }

  it('loses its children with a supervisor that is killed', async () => {
    const { child, startTime } = await killSupervisor();
    await vi.waitFor(async () => expect(await isAlive(child, startTime)).toBe(false), WAIT);
    expect(await supervisorOf(home)).toBeUndefined();
  });
  it('is taken over from a killed supervisor, whose stubborn children are ended', async () => {
    const { child, startTime } = await killSupervisor('signal-proof');
    expect(await isAlive(child, startTime)).toBe(true);
    await claimHome(home, (message) => said.push(message));
    expect(await isAlive(child, startTime)).toBe(false);
    expect(await childrenOf(home.path)).toEqual([]);
    expect(said[0]).toMatch(/ends \d+ processes that an earlier run left behind/);
  });
  it('leaves the children of another home alone', async () => {
    supervisor.start(shell('mine', FOREVER));
    await vi.waitFor(async () => expect(await logOf('mine')).toContain('up'), WAIT);
    const other = homeAt(join(home.path, 'other'));
    await makeHome(other);
    await claimHome(other, () => {});
    expect(supervisor.processes).toHaveLength(1);
    expect(await childrenOf(home.path)).not.toEqual([]);
  });
});
