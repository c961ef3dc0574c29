/** Runs per second, history on: from the commit of a burst of rows to the last run's end in the history. */
import { UpshotError } from '@upshot/errors';
import { RUN_HISTORY } from '@upshot/history';
import type { Db } from 'mongodb';
import { z } from 'zod';
import type { LocalJson } from '../../deploy/local/home/local-json.ts';
import { openWebhookEnd } from '../../e2e/support/webhook-end.ts';
import { callApi, until, withCrm } from '../spine/client.ts';
import { definitionsOf, sourcesOf, type Workload } from './workloads.ts';

const STALLED_MS = 60_000;

/** Leads a second. Each starts its run once: that none is missing and none came twice is seen at the webhooks' other end. */
export async function measureBurst(
  local: LocalJson,
  db: Db,
  workload: Workload,
  leads: number,
): Promise<number> {
  const end = await openWebhookEnd(local.hooks);
  const runs = runsOf(workload, leads);
  const calls = runs * workload.webhooks;
  try {
    const ids = await createAll(local, workload, end.url);
    const seconds = await timed(async () => {
      await insertLeads(local, workload, leads);
      // The store is asked for ends only when the last call has been seen: its counting is not what is measured.
      await untilFinished(() => Promise.resolve(end.deliveries.length), calls);
      await untilFinished(() => finished(db, ids), runs);
    });
    check(end.deliveries, calls);
    for (const id of ids) await callApi(local, 'DELETE', `/api/definitions/${id}`);
    return leads / seconds;
  } finally {
    await end.close();
  }
}

/** How many of the leads have a source that a definition listens to. */
const runsOf = ({ definitions, sources }: Workload, leads: number): number =>
  Array.from({ length: leads }, (_none, at) => at % sources).filter((source) => source < definitions).length;

async function createAll(local: LocalJson, workload: Workload, url: string): Promise<readonly string[]> {
  const ids: string[] = [];
  for (const definition of definitionsOf(workload, url)) {
    const created = await callApi(local, 'POST', '/api/definitions', definition);
    ids.push(z.looseObject({ id: z.string() }).parse(created).id);
  }
  return ids;
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

const insertLeads = (local: LocalJson, { name, sources }: Workload, leads: number): Promise<unknown> =>
  withCrm(local, (client) =>
    client.query(
      `insert into leads (first_name, last_name, email, score, source)
       select 'Bea', 'Bench', 'bea' || n || '@example.com', 80, $1 || (n % $3::int)
       from generate_series(0, $2::int - 1) n`,
      [sourcesOf(name), leads, sources],
    ),
  );

/** By the index of definitions' ends: nothing of a history is read. */
const finished = (db: Db, definitionIds: readonly string[]): Promise<number> =>
  db.collection(RUN_HISTORY).countDocuments({
    tenantId: 'demo',
    definitionId: { $in: [...definitionIds] },
    finishedAtMs: { $gt: 0 },
  });

function check(deliveries: readonly { readonly webhookId: string }[], wanted: number): void {
  const different = new Set(deliveries.map(({ webhookId }) => webhookId)).size;
  if (different !== wanted || deliveries.length !== wanted)
    throw new UpshotError('internal', `${deliveries.length} calls of ${different} effects, not ${wanted}`);
}
