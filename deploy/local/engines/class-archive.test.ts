/** Shows when a class archive is used, when it is written, and that half a one is never taken for whole. */
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readConfig, type LocalConfig } from '../config.ts';
import { classArchive } from './class-archive.ts';

let config: LocalConfig;
const folder = (): string => join(config.cache, 'class-archives');
const DEAD = 999_999_999;

beforeEach(async () => {
  const cache = await mkdtemp(join(tmpdir(), 'upshot-archives-'));
  await writeFile(join(cache, 'java'), 'a build');
  config = { ...readConfig({ UPSHOT_CACHE: cache, PATH: cache }) };
});
afterEach(() => rm(config.cache, { recursive: true, force: true }));

/** The name of the archive, from the option that writes it. */
async function archiveName(): Promise<string> {
  const [option = ''] = await classArchive(config, 'kafka-1');
  return /class-archives\/(.+\.jsa)/.exec(option)?.[1] ?? '';
}

describe('classArchive', () => {
  it('is written the first time', async () => {
    expect((await classArchive(config, 'kafka-1'))[0]).toMatch(
      /^-XX:ArchiveClassesAtExit=.*kafka-1-\w{12}\.jsa\.\d+\.partial$/,
    );
  });
  it('is used once an earlier start has written all of it', async () => {
    const name = await archiveName();
    await writeFile(join(folder(), `${name}.${DEAD}.partial`), Buffer.from([0xa8, 0x0b, 0xba, 0xf0]));
    expect(await classArchive(config, 'kafka-1')).toEqual([`-XX:SharedArchiveFile=${join(folder(), name)}`]);
    expect(await readdir(folder())).toEqual([name]);
  });
  it.each([
    ['no header', Buffer.alloc(64)],
    ['nothing in it', Buffer.alloc(0)],
  ])('is thrown away with %s', async (_what, bytes) => {
    const name = await archiveName();
    await writeFile(join(folder(), `${name}.${DEAD}.partial`), bytes);
    expect((await classArchive(config, 'kafka-1'))[0]).toContain('ArchiveClassesAtExit');
    expect(await readdir(folder())).toEqual([]);
  });
  it('is left alone while its writer runs', async () => {
    const name = await archiveName();
    await writeFile(join(folder(), `${name}.${process.pid}.partial`), 'half');
    await classArchive(config, 'kafka-1');
    expect(await readdir(folder())).toEqual([`${name}.${process.pid}.partial`]);
  });
  it('is another one for another engine and for another build of Java', async () => {
    const first = await archiveName();
    const [other = ''] = await classArchive(config, 'kafka-2');
    expect(other).not.toContain(first);
    await rm(join(config.cache, 'java'));
    await mkdir(join(config.cache, 'bin'));
    await writeFile(join(config.cache, 'bin', 'java'), 'another build');
    config = { ...config, java: join(config.cache, 'bin', 'java') };
    expect(await archiveName()).not.toBe(first);
  });
});
