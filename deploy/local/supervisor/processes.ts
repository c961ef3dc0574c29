/** What the kernel knows of processes (`/proc`): whether one is alive, is the same one, or belongs to a home. */
import { readdir, readFile } from 'node:fs/promises';

/** The variable that every child carries, so that the children of a home can be found when their parent is gone. */
export const CHILD_MARK = 'UPSHOT_CHILD_OF';

/** When a process started, in ticks since boot; undefined when there is none (or only a zombie is left). */
export async function startTimeOf(pid: number): Promise<number | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  if (stat === undefined) return undefined;
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' ? undefined : Number(fields[19]);
}

/** Whether that very process runs: a pid is used again, a pid with its start time is not. */
export async function isAlive(pid: number, startTime: number): Promise<boolean> {
  return (await startTimeOf(pid)) === startTime;
}

/** The pids of all children of a home, its grandchildren included. */
export async function childrenOf(home: string): Promise<number[]> {
  const entries = await readdir('/proc');
  const pids = entries.filter((name) => /^\d+$/.test(name)).map(Number);
  const marked = await Promise.all(pids.map(async (pid) => ((await isMarked(pid, home)) ? [pid] : [])));
  return marked.flat();
}

async function isMarked(pid: number, home: string): Promise<boolean> {
  const environ = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
  if (!environ.split('\0').includes(`${CHILD_MARK}=${home}`)) return false;
  return (await startTimeOf(pid)) !== undefined;
}

/** Sends a signal; false when there is nobody to receive it. */
export function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}
