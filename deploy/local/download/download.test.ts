/** Shows that the cache holds whole entries only, that one process fills it at a time, and what Maven is asked. */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cached, type CacheEntry } from './cache.ts';
import { withLock } from './lock.ts';
import { fileNameOf, pomFor } from './maven.ts';
import { run, tryRun } from './run.ts';

let cache = '';
const said: string[] = [];

beforeEach(async () => {
  cache = await mkdtemp(join(tmpdir(), 'upshot-cache-'));
  said.length = 0;
});
afterEach(() => rm(cache, { recursive: true, force: true }));

const entry = (): CacheEntry => ({
  cache,
  key: 'kafka-1',
  what: 'Kafka',
  say: (message) => said.push(message),
});
const fill = (text: string) => (folder: string) => writeFile(join(folder, 'file'), text);

describe('cached', () => {
  it('fills an entry once', async () => {
    await cached(entry(), fill('first'));
    const folder = await cached(entry(), fill('second'));
    expect(await readFile(join(folder, 'file'), 'utf8')).toBe('first');
    expect(said).toEqual(['fetches Kafka']);
  });
  it('fills it once for two that want it at the same time', async () => {
    let fills = 0;
    const slow = async (folder: string): Promise<void> => {
      fills += 1;
      await fill('x')(folder);
    };
    await Promise.all([cached(entry(), slow), cached(entry(), slow)]);
    expect(fills).toBe(1);
  });
  it('keeps nothing of a download that failed', async () => {
    const broken = async (folder: string): Promise<void> => {
      await fill('half')(folder);
      throw new TypeError('cut off');
    };
    await expect(cached(entry(), broken)).rejects.toThrow('cut off');
    const folder = await cached(entry(), async (into) => {
      expect(await readdir(into)).toEqual([]);
      await fill('whole')(into);
    });
    expect(await readFile(join(folder, 'file'), 'utf8')).toBe('whole');
  });
  it('does a download again that a killed process began', async () => {
    await mkdir(join(cache, 'kafka-1.partial'));
    await writeFile(join(cache, 'kafka-1.partial', 'half'), '');
    const folder = await cached(entry(), fill('whole'));
    expect(await readdir(folder)).toEqual(['file']);
  });
});

describe('withLock', () => {
  const leave = async (holder: string): Promise<string> => {
    const lock = join(cache, 'a.lock');
    await mkdir(lock);
    await writeFile(join(lock, 'holder'), holder);
    return lock;
  };
  it('takes over from a holder that died', async () => {
    const lock = await leave('999999999 1');
    expect(
      await withLock(
        lock,
        () => {},
        async () => 'done',
      ),
    ).toBe('done');
  });
  it('takes over from a holder whose pid another process has now', async () => {
    const lock = await leave(`${process.pid} 1`);
    expect(
      await withLock(
        lock,
        () => {},
        async () => 'done',
      ),
    ).toBe('done');
  });
  it('is free again after a failure', async () => {
    const lock = join(cache, 'a.lock');
    const failing = withLock(
      lock,
      () => {},
      () => Promise.reject(new TypeError('x')),
    );
    await expect(failing).rejects.toThrow('x');
    expect(
      await withLock(
        lock,
        () => {},
        async () => 'done',
      ),
    ).toBe('done');
  });
  it('lets one in at a time, and tells the other that it waits', async () => {
    const lock = join(cache, 'a.lock');
    const events: string[] = [];
    const enter = (name: string): Promise<void> =>
      withLock(
        lock,
        () => events.push(`${name} waits`),
        async () => {
          events.push(`${name} in`);
          await new Promise((done) => setTimeout(done, 20));
          events.push(`${name} out`);
        },
      );
    await Promise.all([enter('a'), enter('b')]);
    const [first, second] = events[0] === 'a in' || events[1] === 'a in' ? ['a', 'b'] : ['b', 'a'];
    expect(events.filter((event) => !event.endsWith('waits'))).toEqual([
      `${first} in`,
      `${first} out`,
      `${second} in`,
      `${second} out`,
    ]);
    expect(events).toContain(`${second} waits`);
  });
});

describe('Maven', () => {
  it('names files as Maven does', () => {
    expect(fileNameOf('org.apache.kafka:kafka_2.13:4.1.0')).toBe('kafka_2.13-4.1.0.jar');
    expect(fileNameOf('io.apicurio:app:3.0.9:tar.gz:all')).toBe('app-3.0.9-all.tar.gz');
  });
  it('asks for what is wanted and names no repository', () => {
    const pom = pomFor(['org.apache.kafka:kafka_2.13:4.1.0']);
    expect(pom).toContain('<artifactId>kafka_2.13</artifactId><version>4.1.0</version>');
    expect(pom).not.toContain('<repository>');
  });
});

describe('run', () => {
  it('gives what was printed', async () => {
    expect(await run({ command: 'sh', args: ['-c', 'echo out; echo err >&2'] })).toBe('out\nerr\n');
  });
  it('shows the last lines of what failed', async () => {
    await expect(run({ command: 'sh', args: ['-c', 'echo why; exit 3'] })).rejects.toMatchObject({
      code: 'setup_failed',
      message: 'sh ended with 3:\nwhy',
    });
  });
  it('says that a program is missing', async () => {
    expect(await tryRun({ command: 'upshot-none', args: [] })).toMatchObject({
      code: null,
      output: expect.stringContaining('ENOENT'),
    });
  });
});
