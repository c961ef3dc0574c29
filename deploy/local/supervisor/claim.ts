/** One supervisor per home: claims it, and ends what a killed one left behind. */
import { readFile, rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { UpshotError } from '@upshot/errors';
import type { Home } from '../home/home.ts';
import { writeAtomically } from '../home/write-atomically.ts';
import type { Say } from '../say.ts';
import { childrenOf, isAlive, signal, startTimeOf } from './processes.ts';

const holder = z.object({ pid: z.number(), startTime: z.number() });

const POLL_MS = 100;
const GRACE_POLLS = 100;

/** The pid of the supervisor that holds this home; undefined when none does. */
export async function supervisorOf(home: Home): Promise<number | undefined> {
  const text = await readFile(home.supervisorJson, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const parsed = holder.safeParse(readJson(text));
  if (!parsed.success) return undefined;
  return (await isAlive(parsed.data.pid, parsed.data.startTime)) ? parsed.data.pid : undefined;
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Takes the home; throws `setup_failed` when another supervisor runs in it. */
export async function claimHome(home: Home, say: Say): Promise<void> {
  const other = await supervisorOf(home);
  if (other !== undefined) throw new UpshotError('setup_failed', `already runs here, pid ${other}`);
  await writeAtomically(
    home.supervisorJson,
    JSON.stringify({ pid: process.pid, startTime: await startTimeOf(process.pid) }),
  );
  await rm(home.localJson, { force: true });
  await endStale(home, say);
}

/** Gives the home back. */
export async function releaseHome(home: Home): Promise<void> {
  await rm(home.localJson, { force: true });
  await rm(home.supervisorJson, { force: true });
}

/** Ends the children that a killed supervisor left: asks first, kills what stays. */
async function endStale(home: Home, say: Say): Promise<void> {
  const stale = await childrenOf(home.path);
  if (stale.length === 0) return;
  say(`ends ${stale.length} processes that an earlier run left behind`);
  for (const pid of stale) signal(pid, 'SIGTERM');
  for (let polls = 0; polls < GRACE_POLLS && (await childrenOf(home.path)).length > 0; polls += 1)
    await sleep(POLL_MS);
  for (const pid of await childrenOf(home.path)) signal(pid, 'SIGKILL');
  while ((await childrenOf(home.path)).length > 0) await sleep(POLL_MS);
}
