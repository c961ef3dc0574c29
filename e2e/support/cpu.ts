/** What share of a core processes use, as the kernel counts it. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const TICKS_PER_SECOND = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));
/** Where the ticks in user and in kernel mode stand after the name, which may hold blanks and ends with the last `)`. */
const AT = { user: 11, system: 12 };

/** Watches the processes for so long. Tells the share of each (1 being a whole core), of those that lived throughout. */
export async function sharesOfACore<Name extends string>(
  pids: ReadonlyMap<Name, number>,
  windowMs: number,
): Promise<ReadonlyMap<Name, number>> {
  const before = new Map([...pids].map(([name, pid]) => [name, usedBy(pid)]));
  await sleep(windowMs);
  const shares = new Map<Name, number>();
  for (const [name, pid] of pids) {
    const [first, last] = [before.get(name), usedBy(pid)];
    if (first === undefined || last === undefined) continue;
    shares.set(name, (last.cpuSeconds - first.cpuSeconds) / (last.atSeconds - first.atSeconds));
  }
  return shares;
}

/** What the process has used so far, and when that was; undefined once it is gone. */
function usedBy(pid: number): { readonly cpuSeconds: number; readonly atSeconds: number } | undefined {
  const atSeconds = performance.now() / 1_000;
  const stat = statOf(pid);
  if (stat === undefined) return undefined;
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = Number(fields[AT.user]) + Number(fields[AT.system]);
  return { cpuSeconds: ticks / TICKS_PER_SECOND, atSeconds };
}

function statOf(pid: number): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return undefined;
  }
}
