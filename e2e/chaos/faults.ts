/** Faults, drawn from a seed: what is done to which process, and when. */
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';

export interface Fault {
  readonly kind: 'kill' | 'freeze';
  readonly process: string;
}

const SERVICES = ['matcher', 'runner', 'dispatcher', 'scheduler', 'run-recorder', 'mirror', 'definition-api'];
const ENGINES = ['kafka', 'mongo', 'redis', 'registry'];
/** Longer than a group waits for a member: it comes back as a zombie. */
const FROZEN_MS = 13_000;

const processes = z.looseObject({ processes: z.array(z.object({ name: z.string(), pid: z.number() })) });

/** A repeatable source of numbers in [0, 1) (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The next fault: mostly a service killed, sometimes one frozen, sometimes an engine killed. */
export function drawFault(random: () => number): Fault {
  const pick = (names: readonly string[]): string => names[Math.floor(random() * names.length)] ?? 'runner';
  const die = random();
  if (die < 0.15) return { kind: 'kill', process: pick(ENGINES) };
  if (die < 0.35) return { kind: 'freeze', process: pick(SERVICES.slice(0, 5)) };
  return { kind: 'kill', process: pick(SERVICES) };
}

/** Does it; false where the process is not there at the moment (it was killed just before). */
export async function commit({ kind, process: name }: Fault, home: string): Promise<boolean> {
  const pid = pidOf(home, name);
  if (pid === undefined || !signal(pid, kind === 'kill' ? 'SIGKILL' : 'SIGSTOP')) return false;
  if (kind === 'kill') return true;
  await sleep(FROZEN_MS);
  return signal(pid, 'SIGCONT');
}

function pidOf(home: string, name: string): number | undefined {
  const local = processes.parse(JSON.parse(readFileSync(`${home}/local.json`, 'utf8')));
  return local.processes.find((each) => each.name === name)?.pid;
}

function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}
