/** A lock between processes, as a folder with the holder's pid: one that died holds nothing. */
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive, startTimeOf } from '../supervisor/processes.ts';

const POLL_MS = 250;
/** A holder writes its pid at once; a lock without one for longer than this was left by a crash. */
const EMPTY_LOCK_POLLS = 20;

/** Does `work` while nobody else holds the lock; `onWait` is called once when somebody does. */
export async function withLock<T>(path: string, onWait: () => void, work: () => Promise<T>): Promise<T> {
  await mkdir(dirname(path), { recursive: true });
  const buried = await acquire(path, onWait);
  try {
    return await work();
  } finally {
    for (const each of [...buried, path]) await rm(each, { recursive: true, force: true });
  }
}

/** Takes the lock; returns the folders of dead holders that were moved out of the way. */
async function acquire(path: string, onWait: () => void): Promise<string[]> {
  const buried: string[] = [];
  for (let polls = 0, empty = 0; ; polls += 1) {
    if (await take(path)) return buried;
    const { text, alive } = await holderOf(path);
    empty = text === '' ? empty + 1 : 0;
    if (text === '' ? empty > EMPTY_LOCK_POLLS : !alive) {
      buried.push(await bury(path, text));
      continue;
    }
    if (polls === 0) onWait();
    await sleep(POLL_MS);
  }
}

/**
 * Moves a dead holder's lock to a name of its own. Of two that saw the same dead holder the second fails to do so,
 * since the grave is there already, and thus cannot move the lock that the first has taken meanwhile.
 */
async function bury(path: string, holder: string): Promise<string> {
  const grave = `${path}.dead-${holder.replace(' ', '-')}`;
  await rename(path, grave).catch(() => {});
  return grave;
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

async function holderOf(path: string): Promise<{ text: string; alive: boolean }> {
  const text = await readFile(join(path, 'holder'), 'utf8').catch(() => '');
  const [pid = 0, startTime = 0] = text.split(' ').map(Number);
  return { text, alive: await isAlive(pid, startTime) };
}
