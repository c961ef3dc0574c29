/** An idle service uses under half a percent of a core: Upshot waits on a small machine beside whatever else it does. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { sharesOfACore } from './support/cpu.ts';
import { pidOf } from './support/kill.ts';

const LIMIT = 0.005;
/**
 * What the yardstick uses on two quiet cores. Waking costs more where others keep the cores and their caches busy: the limit
 * is half a percent there, and as much more elsewhere as the yardstick uses more.
 */
const YARDSTICK = 0.0015;
/** A machine that is slower than this has other things to do than to be measured. */
const SLOWEST = 3;
/** Its start is no part of what waking costs. */
const YARD_STARTS_MS = 5_000;
const WINDOW_MS = 15_000;
/** In a window something may still happen (a start, another test's tail, a garbage collection): the least share counts. */
const WINDOWS = 8;
const YARD = 'yardstick';

const services = readdirSync(new URL('../services', import.meta.url));
const yardstick = spawn(process.execPath, [fileURLToPath(new URL('support/yardstick.ts', import.meta.url))], {
  stdio: 'ignore',
});
const children: ChildProcess[] = [];

beforeAll(() => sleep(YARD_STARTS_MS));
afterAll(async () => {
  yardstick.kill('SIGKILL');
  await once(yardstick, 'exit');
});

afterEach(async () => {
  for (const child of children.splice(0)) {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
});

/** Those that are above the limit in every window, with the least that each had in one, as on two quiet cores. */
async function tooBusy(pids: () => ReadonlyMap<string, number>, windowMs: number, windows: number) {
  const least = new Map([...pids().keys()].map((name) => [name, Infinity]));
  const above = () => [...least].filter(([, share]) => share >= LIMIT);
  for (let window = 0; window < windows && above().length > 0; window += 1) {
    const shares = await sharesOfACore(new Map([...pids(), [YARD, yardstick.pid ?? -1]]), windowMs);
    const slowness = Math.min(SLOWEST, Math.max(1, (shares.get(YARD) ?? 0) / YARDSTICK));
    for (const name of least.keys())
      least.set(name, Math.min((shares.get(name) ?? Infinity) / slowness, least.get(name) ?? Infinity));
  }
  return above().map(([name, share]) => `${name} uses ${(share * 100).toFixed(2)} % of a core`);
}

/** Each service's process of now; -1, which is nobody's, where `local.json` names none. */
const servicePids = () => new Map(services.map((service) => [service, pidOf(service) ?? -1]));

/** A process that runs `code` until its test is over. */
function processOf(code: string): ReadonlyMap<string, number> {
  const child = spawn(process.execPath, ['-e', code], { stdio: 'ignore' });
  children.push(child);
  return new Map([['child', child.pid ?? -1]]);
}

describe('while nothing happens', () => {
  it(
    'every service uses under half a percent of a core',
    async () => {
      expect(services.length).toBeGreaterThan(0);
      expect(await tooBusy(servicePids, WINDOW_MS, WINDOWS)).toEqual([]);
    },
    (WINDOWS + 1) * WINDOW_MS,
  );
  it('one that wakes for work ten times a second would be found', async () => {
    const busy = processOf(
      'setInterval(() => { for (const end = Date.now() + 10; Date.now() < end; ); }, 100)',
    );
    expect(await tooBusy(() => busy, 2_000, 3)).toEqual([
      expect.stringMatching(/^child uses \d+\.\d\d % of a core$/u),
    ]);
  });
  it('one that sleeps is let be, one that is gone is not', async () => {
    const asleep = processOf('setInterval(() => {}, 60_000)');
    expect(await tooBusy(() => asleep, 2_000, WINDOWS)).toEqual([]);
    expect(await tooBusy(() => new Map([['nobody', -1]]), 10, 2)).toEqual([
      'nobody uses Infinity % of a core',
    ]);
  });
});
