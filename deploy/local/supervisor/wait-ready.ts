/** Waits until a program answers, or says why it will not. */
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { UpshotError } from '@upshot/errors';
import type { Child } from './child.ts';

const POLL_MS = 100;
const PATIENCE_MS = 180_000;
const DEATHS = 3;
const TAIL_LINES = 15;

/** Resolves when `probe` is true; throws `setup_failed` with the end of the log when the program keeps dying. */
export async function waitReady(child: Child, probe: () => Promise<boolean>): Promise<void> {
  const probeOrDeath = async (): Promise<boolean> => {
    if (child.deaths >= DEATHS) throw new UpshotError('setup_failed', `${child.name} keeps dying`);
    return probe().catch(() => false);
  };
  try {
    await untilTrue(child.name, probeOrDeath);
  } catch (error) {
    throw await withLog(child, error);
  }
}

/** Asks every 100 ms until the answer is true; throws `setup_failed` after three minutes, or what `probe` throws. */
export async function untilTrue(name: string, probe: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  while (!(await probe())) {
    if (Date.now() > deadline) {
      throw new UpshotError('setup_failed', `${name} is not ready after ${PATIENCE_MS / 1000} s`);
    }
    await sleep(POLL_MS);
  }
}

async function withLog(child: Child, error: unknown): Promise<UpshotError> {
  const log = await readFile(child.logFile, 'utf8').catch(() => '');
  const tail = log.trim().split('\n').slice(-TAIL_LINES).join('\n');
  const why = error instanceof Error ? error.message : child.name;
  return new UpshotError('setup_failed', `${why}; the end of ${child.logFile}:\n${tail}`, { cause: error });
}
