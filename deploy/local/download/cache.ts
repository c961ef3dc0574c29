/** The cache of downloaded engines: each entry is made once, whole, and shared by every set-up of this user. */
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Say } from '../say.ts';
import { withLock } from './lock.ts';

const TICK_MS = 5_000;

export interface CacheEntry {
  readonly cache: string;
  /** Folder inside the cache; holds the version, so that a new one never meets an old one's files. */
  readonly key: string;
  /** What is told to whoever waits. */
  readonly what: string;
  readonly say: Say;
}

/**
 * The folder of an entry, filled by `fill` when it is not there. It appears by one rename, so an interrupted
 * download leaves nothing that looks complete, and a second set-up waits for the first one's.
 */
export async function cached(entry: CacheEntry, fill: (folder: string) => Promise<void>): Promise<string> {
  const folder = join(entry.cache, entry.key);
  if (await exists(folder)) return folder;
  const onWait = (): void => entry.say(`waits for another set-up that fetches ${entry.what}`);
  await withLock(`${folder}.lock`, onWait, async () => {
    if (!(await exists(folder))) await fillWhole(folder, entry, fill);
  });
  return folder;
}

async function fillWhole(
  folder: string,
  entry: CacheEntry,
  fill: (folder: string) => Promise<void>,
): Promise<void> {
  const partial = `${folder}.partial`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { recursive: true });
  await mkdir(dirname(folder), { recursive: true });
  entry.say(`fetches ${entry.what}`);
  const begun = Date.now();
  const ticker = setInterval(() => void tick(partial, entry, begun), TICK_MS);
  try {
    await fill(partial);
  } finally {
    clearInterval(ticker);
  }
  await rename(partial, folder);
}

async function tick(partial: string, entry: CacheEntry, begun: number): Promise<void> {
  const megabytes = Math.round((await sizeOf(partial)) / 1e6);
  const seconds = Math.round((Date.now() - begun) / 1000);
  entry.say(`still fetches ${entry.what}: ${megabytes} MB after ${seconds} s`);
}

async function sizeOf(folder: string): Promise<number> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  const sizes = names.map((name) =>
    stat(join(folder, name)).then(
      (each) => each.size,
      () => 0,
    ),
  );
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

/** Whether there is a file or folder at this path. */
export async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
