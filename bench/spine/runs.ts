/** Runs per second, end to end: from a burst of rows in the CRM to the last run's end in the history. */
import { z } from 'zod';
import type { LocalJson } from '../../deploy/local/home/local-json.ts';
import { openWebhookEnd } from '../../e2e/support/webhook-end.ts';
import { callApi, createOnLead, until, withCrm } from './client.ts';

const RUNS = 2_000;

/** One webhook each; history on. */
export async function measureRuns(local: LocalJson, say: (line: string) => void): Promise<number> {
  const end = await openWebhookEnd(local.hooks);
  const workflowId = await createOnLead(local, 'bench-runs', end.url);
  say(`${RUNS} changes in one burst`);
  const beganAt = performance.now();
  await withCrm(local, (client) =>
    client.query(`insert into leads (first_name, last_name, email, source)
      select 'Bea', 'Bench', 'bea' || n || '@example.com', 'bench-runs' from generate_series(1, ${RUNS}) n`),
  );
  await until(() => finishedAll(local, workflowId), 100);
  const seconds = (performance.now() - beganAt) / 1000;
  await end.close();
  return RUNS / seconds;
}

const page = z.looseObject({
  total: z.number(),
  data: z.array(z.looseObject({ finishedAt: z.string().nullable() })),
});

/** The oldest runs finish first, but not all: every page is looked at once the number is right. */
async function finishedAll(local: LocalJson, workflowId: string): Promise<boolean> {
  for (let number = 1; number <= RUNS / 100; number += 1) {
    const { total, data } = page.parse(
      await callApi(local, 'GET', `/workflows/${workflowId}/runs?page=${number}&limit=100`),
    );
    if (total < RUNS || data.some(({ finishedAt }) => finishedAt === null)) return false;
  }
  return true;
}
