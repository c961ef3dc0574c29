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
  const deadline = Date.now() + PATIENCE_MS;
  while (!(await probe().catch(() => false))) {
    if (child.deaths >= DEATHS) throw await failure(child, 'keeps dying');
    if (Date.now() > deadline) throw await failure(child, `is not ready after ${PATIENCE_MS / 1000} s`);
    await sleep(POLL_MS);
  }
}

async function failure(child: Child, what: string): Promise<UpshotError> {
  const log = await readFile(child.logFile, 'utf8').catch(() => '');
  const tail = log.trim().split('\n').slice(-TAIL_LINES).join('\n');
  return new UpshotError('setup_failed', `${child.name} ${what}; the end of ${child.logFile}:\n${tail}`);
}
