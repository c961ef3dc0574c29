/** kill -9 of a service; the supervisor brings another one up and writes its pid down. */
import { readFileSync } from 'node:fs';
import { inject } from 'vitest';
import { z } from 'zod';
import { until } from './until.ts';

const processes = z.looseObject({ processes: z.array(z.object({ name: z.string(), pid: z.number() })) });

/** The pid that `local.json` names for a service now. */
export function pidOf(service: string): number | undefined {
  const local = processes.parse(JSON.parse(readFileSync(`${inject('upshotHome')}/local.json`, 'utf8')));
  return local.processes.find(({ name }) => name === service)?.pid;
}

/** Kills it without warning, and waits until another process stands in its place. */
export async function killService(service: string): Promise<void> {
  const pid = pidOf(service);
  if (pid === undefined) throw new Error(`no process of ${service}`);
  process.kill(pid, 'SIGKILL');
  await until(`a new ${service}`, async () => {
    const next = pidOf(service);
    return next !== undefined && next !== pid ? true : undefined;
  });
}
