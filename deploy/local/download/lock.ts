/** A lock between processes, as a folder with the holder's pid: one that died holds nothing. */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive, startTimeOf } from '../supervisor/processes.ts';

const POLL_MS = 250;
/** A holder writes its pid at once; a lock without one for longer than this was left by a crash. */
const EMPTY_LOCK_POLLS = 20;

/** Does `work` while nobody else holds the lock; `onWait` is called once when somebody does. */
export async function withLock<T>(path: string, onWait: () => void, work: () => Promise<T>): Promise<T> {
  await mkdir(dirname(path), { recursive: true });
  await acquire(path, onWait);
  try {
    return await work();
  } finally {
    await rm(path, { recursive: true, force: true });
  }
}

async function acquire(path: string, onWait: () => void): Promise<void> {
  for (let polls = 0, empty = 0; ; polls += 1) {
    if (await take(path)) return;
    const held = await holderOf(path);
    empty = held === 'unknown' ? empty + 1 : 0;
    if (held === 'dead' || empty > EMPTY_LOCK_POLLS) {
      await rm(path, { recursive: true, force: true });
      continue;
    }
    if (polls === 0) onWait();
    await sleep(POLL_MS);
  }
}

async function take(path: string): Promise<boolean> {
  try {
    await mkdir(path);
  } catch {
    return false;
  }
  await writeFile(join(path, 'holder'), `${process.pid} ${(await startTimeOf(process.pid)) ?? 0}`);
  return true;
}

async function holderOf(path: string): Promise<'alive' | 'dead' | 'unknown'> {
  const text = await readFile(join(path, 'holder'), 'utf8').catch(() => '');
  const [pid, startTime] = text.split(' ').map(Number);
  if (pid === undefined || startTime === undefined) return 'unknown';
  return (await isAlive(pid, startTime)) ? 'alive' : 'dead';
}
