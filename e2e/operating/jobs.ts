/** Jobs as a client sees them. */
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Client } from '../../services/definition-api/testing/client.ts';

const job = z.object({
  id: z.string(),
  status: z.enum(['running', 'done', 'stopped']),
  total: z.number(),
  seen: z.number(),
  told: z.number(),
  unplaced: z.number(),
});

/** The id of the job in an answer. */
export const jobIn = (body: unknown): string => z.object({ job: z.string() }).parse(body).job;

/** A job as it is now. */
export const readJob = async (client: Client, id: string) =>
  job.parse((await client.get(`/api/jobs/${id}`)).body);

/** A job once it is over. */
export async function jobOver(client: Client, id: string) {
  for (;;) {
    const found = await readJob(client, id);
    if (found.status !== 'running') return found;
    await sleep(10);
  }
}
