/** Starts and ends the process that fires. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { UpshotError } from '@upshot/errors';
import { z } from 'zod';

export const firingSpec = z.object({
  kafka: z.string(),
  registry: z.string(),
  /** With the database of the timers. */
  mongo: z.string(),
  /** Where runs are told. */
  commandsTopic: z.string(),
});
export type FiringSpec = z.infer<typeof firingSpec>;

/** Runs `work` while the process fires. Throws `internal` where it does not start. */
export async function whileFiring<T>(spec: FiringSpec, work: () => Promise<T>): Promise<T> {
  const args = [join(import.meta.dirname, 'firing-main.ts'), JSON.stringify(spec)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  try {
    const isReady = await Promise.race([
      once(child.stdout, 'data').then(() => true),
      ended.then(() => false),
    ]);
    if (!isReady) throw new UpshotError('internal', 'the process that fires has ended');
    return await work();
  } finally {
    child.kill('SIGTERM');
    await ended;
  }
}
