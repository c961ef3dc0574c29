/** Chooses a port for everything that listens: the operator's, else the remembered one, else a free one. */
import { createServer } from 'node:net';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { UpshotError } from '@upshot/errors';
import { writeAtomically } from './write-atomically.ts';
import { hostOf, variableOf, type AnyPortName, type PortName } from './port-names.ts';

export type Ports = ReadonlyMap<AnyPortName, number>;

/** Below the range that the kernel hands out for outgoing connections, so that no client takes one of ours. */
const FIRST = 20_000;
const COUNT = 12_000;

export interface PortQuestion {
  readonly names: readonly AnyPortName[];
  readonly fixed: ReadonlyMap<PortName, number>;
  readonly remembered: ReadonlyMap<string, number>;
  /** Where to begin looking; differs between homes so that they seldom meet. */
  readonly seed: number;
  readonly isFree: (host: string, port: number) => Promise<boolean>;
}

/** Chooses a port for each name; throws `setup_failed` naming the variable whose port is taken. */
export async function choosePorts(question: PortQuestion): Promise<Ports> {
  const chosen = new Map<AnyPortName, number>();
  const fixed = new Map<string, number>(question.fixed);
  const taken = new Set<number>(fixed.values());
  for (const name of question.names) {
    const port = fixed.get(name) ?? (await reuseOrFind(name, question, taken));
    if (fixed.has(name) && !(await question.isFree(hostOf(name), port))) {
      throw new UpshotError('setup_failed', `${variableOf(name)}: port ${port} is taken`);
    }
    taken.add(port);
    chosen.set(name, port);
  }
  return chosen;
}

async function reuseOrFind(name: AnyPortName, question: PortQuestion, taken: Set<number>): Promise<number> {
  const host = hostOf(name);
  const usable = async (port: number): Promise<boolean> =>
    !taken.has(port) && (await question.isFree(host, port));
  const last = question.remembered.get(name);
  if (last !== undefined && (await usable(last))) return last;
  const reserved = new Set(question.remembered.values());
  for (let step = 0; step < COUNT; step += 1) {
    const port = FIRST + ((question.seed + step) % COUNT);
    if (!reserved.has(port) && (await usable(port))) return port;
  }
  throw new UpshotError('setup_failed', `no free port for ${name}`);
}

/** Whether a listener could be opened on this address now. */
export function isFree(host: string, port: number): Promise<boolean> {
  return new Promise((done) => {
    const server = createServer();
    server.once('error', () => done(false));
    server.listen({ host, port, exclusive: true }, () => server.close(() => done(true)));
  });
}

/** A number that differs between homes, from the letters of its path. */
export function seedOf(path: string): number {
  let seed = 7;
  for (const letter of path) seed = (seed * 31 + (letter.codePointAt(0) ?? 0)) % COUNT;
  return seed;
}

/** The ports of last time; empty when there are none or the file is damaged. */
export async function readPorts(file: string): Promise<Map<string, number>> {
  try {
    const parsed = z
      .record(z.string(), z.int().min(1).max(65_535))
      .parse(JSON.parse(await readFile(file, 'utf8')));
    return new Map(Object.entries(parsed));
  } catch {
    return new Map();
  }
}

/** Remembers the ports for next time. */
export async function writePorts(file: string, ports: Ports): Promise<void> {
  await writeAtomically(file, `${JSON.stringify(Object.fromEntries(ports), undefined, 2)}\n`);
}
