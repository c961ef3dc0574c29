/** Shows that a test run's home is its own, leaves its logs, and that those of killed runs are swept away. */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readConfig, type LocalConfig } from '../config.ts';
import { makeTestHome } from './test-home.ts';

let given: LocalConfig;

beforeEach(async () => {
  const root = await mkdtemp(join(tmpdir(), 'upshot-root-'));
  given = { ...readConfig({ UPSHOT_KAFKA_PORT: '9092' }), root };
});
afterEach(() => rm(given.root, { recursive: true, force: true }));

it('lies in the clone, apart from every other, with ports of its own', async () => {
  const [left, right] = [await makeTestHome(given, 'a'), await makeTestHome(given, 'a')];
  expect(left.config.home).not.toBe(right.config.home);
  expect(left.config.home.startsWith(join(given.root, '.upshot-run-'))).toBe(true);
  expect(left.config.fixedPorts.size).toBe(0);
});

it('forgets the data and keeps the logs of the last run', async () => {
  for (const run of ['first', 'second']) {
    const { config, discard } = await makeTestHome(given, 'a');
    await mkdir(join(config.home, 'logs'));
    await mkdir(join(config.home, 'data'));
    await writeFile(join(config.home, 'logs', 'kafka.log'), run);
    await discard();
  }
  expect(await readdir(given.root)).toEqual(['.upshot-test-a']);
  expect(await readdir(join(given.root, '.upshot-test-a'))).toEqual(['logs']);
  expect(await readFile(join(given.root, '.upshot-test-a', 'logs', 'kafka.log'), 'utf8')).toBe('second');
});

it('sweeps the homes of killed runs away, and no others', async () => {
  for (const name of [
    '.upshot-run-999999999-a-x',
    `.upshot-run-${process.pid}-a-x`,
    '.upshot',
    '.upshot-test-b',
  ]) {
    await mkdir(join(given.root, name));
  }
  const { config } = await makeTestHome(given, 'a');
  const left = await readdir(given.root);
  expect(left.sort()).toEqual(
    [
      '.upshot',
      `.upshot-run-${process.pid}-a-x`,
      '.upshot-test-b',
      config.home.slice(given.root.length + 1),
    ].sort(),
  );
});
