/** Java's class-data archives: what a JVM loaded and verified once is mapped at the next start, in half the time. */
import { createHash } from 'node:crypto';
import { mkdir, open, readdir, realpath, rename, rm, stat } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';
import type { LocalConfig } from '../config.ts';
import { exists } from '../download/cache.ts';
import { startTimeOf } from '../supervisor/processes.ts';

/**
 * The options that use the archive of `key` (which names the engine's version), or that write it when the JVM ends in
 * order. Archives lie in the cache, one for each build of Java.
 */
export async function classArchive(config: LocalConfig, key: string): Promise<string[]> {
  const folder = join(config.cache, 'class-archives');
  await mkdir(folder, { recursive: true });
  const name = `${key}-${await javaIdentity(config)}.jsa`;
  const archive = join(folder, name);
  await adopt(folder, name);
  if (await exists(archive)) return [`-XX:SharedArchiveFile=${archive}`];
  return [
    `-XX:ArchiveClassesAtExit=${archive}.${process.pid}.partial`,
    '-Xlog:cds=off',
    '-Xlog:cds+dynamic=off',
  ];
}

/** Gives an archive that a JVM of an earlier start finished its name, and removes one that it did not. */
async function adopt(folder: string, name: string): Promise<void> {
  const all = await readdir(folder);
  for (const partial of all.filter((each) => each.startsWith(`${name}.`))) {
    const writer = Number(partial.slice(name.length + 1).split('.')[0]);
    if ((await startTimeOf(writer)) !== undefined) continue;
    const path = join(folder, partial);
    if (await isWhole(path)) await rename(path, join(folder, name));
    else await rm(path, { force: true });
  }
}

/** The JVM writes the header after everything else. */
async function isWhole(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0);
    return bytesRead === 4 && buffer.readUInt32LE() !== 0;
  } finally {
    await file.close();
  }
}

/** A JVM reads the archives of its own build alone. */
async function javaIdentity(config: LocalConfig): Promise<string> {
  const path = await realpath(await findJava(config));
  const { mtimeMs, size } = await stat(path);
  return createHash('sha256').update(`${path} ${mtimeMs} ${size}`).digest('hex').slice(0, 12);
}

async function findJava({ java, inherited }: LocalConfig): Promise<string> {
  if (isAbsolute(java)) return java;
  for (const folder of (inherited['PATH'] ?? '').split(delimiter)) {
    if (await exists(join(folder, java))) return join(folder, java);
  }
  return java;
}
