/** Runs per second, history on: from the commit of a burst of rows to the last run's end in the history. */
import { UpshotError } from '@upshot/errors';
import { RUN_HISTORY } from '@upshot/history';
import type { Db } from 'mongodb';
import { z } from 'zod';
import type { LocalJson } from '../../deploy/local/home/local-json.ts';
import { openWebhookEnd } from '../../e2e/support/webhook-end.ts';
import { callApi, until, withCrm } from '../spine/client.ts';
import { definitionOf, sourceOf, type Workload } from './workloads.ts';

const STALLED_MS = 60_000;

/** Each row starts one run: that none is missing and none came twice is seen at the webhooks' other end. */
export async function measureBurst(
  local: LocalJson,
  db: Db,
  workload: Workload,
  runs: number,
): Promise<number> {
  const end = await openWebhookEnd(local.hooks);
  try {
    const created = await callApi(local, 'POST', '/api/definitions', definitionOf(workload, end.url));
    const { id } = z.looseObject({ id: z.string() }).parse(created);
    const seconds = await timed(async () => {
      await insertLeads(local, workload, runs);
      // The store is asked for ends only when the last call has been seen: its counting is not what is measured.
      await untilFinished(() => Promise.resolve(end.deliveries.length), runs * workload.webhooks);
      await untilFinished(() => finished(db, id), runs);
    });
    check(end.deliveries, runs * workload.webhooks);
    await callApi(local, 'DELETE', `/api/definitions/${id}`);
    return runs / seconds;
  } finally {
    await end.close();
  }
}

/** Throws `internal` where no run has finished for so long that none will. */
async function untilFinished(count: () => Promise<number>, wanted: number): Promise<void> {
  let best = { count: 0, atMs: performance.now() };
  await until(async () => {
    const now = await count();
    if (now > best.count) best = { count: now, atMs: performance.now() };
    if (performance.now() - best.atMs > STALLED_MS)
      throw new UpshotError('internal', `${best.count} of ${wanted} runs have finished, and no other does`);
    return now >= wanted;
  }, 100);
}

async function timed(work: () => Promise<void>): Promise<number> {
  const beganAt = performance.now();
  await work();
  return (performance.now() - beganAt) / 1_000;
}

const insertLeads = (local: LocalJson, { name }: Workload, runs: number): Promise<unknown> =>
  withCrm(local, (client) =>
    client.query(
      `insert into leads (first_name, last_name, email, score, source)
       select 'Bea', 'Bench', 'bea' || n || '@example.com', 80, $1 from generate_series(1, $2::int) n`,
      [sourceOf(name), runs],
    ),
  );

/** By the index of a definition's ends: nothing of a history is read. */
const finished = (db: Db, definitionId: string): Promise<number> =>
  db.collection(RUN_HISTORY).countDocuments({ tenantId: 'demo', definitionId, finishedAtMs: { $gt: 0 } });

function check(deliveries: readonly { readonly webhookId: string }[], wanted: number): void {
  const different = new Set(deliveries.map(({ webhookId }) => webhookId)).size;
  if (different !== wanted || deliveries.length !== wanted)
    throw new UpshotError('internal', `${deliveries.length} calls of ${different} effects, not ${wanted}`);
}
