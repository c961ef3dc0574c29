/** Makes the counters anew from the history: Redis may be lost, and nothing with it (law 8). */
import { RUN_HISTORY, type HistoryDocument } from '@upshot/history';
import { inStore, type TenantContext } from '@upshot/mongo';
import type { Redis } from 'ioredis';
import type { Collection, Db, Document } from 'mongodb';
import { z } from 'zod';
import { COUNTED, counterKey, type Counted } from './tally.ts';
import { runPipeline } from './pipeline.ts';

/** How long counters are kept, and so how far back they are made anew. */
export const KEPT_SECONDS = 8 * 24 * 3600;
const HOUR_MS = 3_600_000;

const groupSchema = z.object({
  definitionId: z.string(),
  hourMs: z.number(),
  status: z.enum(COUNTED),
  count: z.number(),
});
type Group = z.output<typeof groupSchema>;

/**
 * Sets the tenant's counters to what its history says. What a recorder counts in the meantime can be missed in the
 * running hour. Throws `store_unavailable`, or what ioredis throws.
 */
export async function rebuildCounters(
  db: Db,
  redis: Redis,
  tenant: TenantContext,
  nowMs: number = Date.now(),
): Promise<void> {
  const histories = db.collection<HistoryDocument>(RUN_HISTORY);
  const sinceMs = nowMs - KEPT_SECONDS * 1000;
  const started = await groups(histories, tenant, 'startedAtMs', 'started', sinceMs);
  const ended = await groups(histories, tenant, 'finishedAtMs', '$status', sinceMs);
  await write(redis, tenant, [...started, ...ended]);
}

/** The tenants that have a history. */
export async function tenantsOf(db: Db): Promise<readonly TenantContext[]> {
  const ids = await inStore(() => db.collection<HistoryDocument>(RUN_HISTORY).distinct('tenantId'));
  return ids.map((tenantId) => ({ tenantId }));
}

async function groups(
  histories: Collection<HistoryDocument>,
  { tenantId }: TenantContext,
  time: 'startedAtMs' | 'finishedAtMs',
  status: 'started' | '$status',
  sinceMs: number,
): Promise<readonly Group[]> {
  const hourMs = { $subtract: [`$${time}`, { $mod: [`$${time}`, HOUR_MS] }] };
  const pipeline: Document[] = [
    { $match: { tenantId: { $eq: tenantId }, [time]: { $gte: sinceMs }, sandbox: { $ne: true } } },
    { $group: { _id: { definitionId: '$definitionId', hourMs, status }, count: { $sum: 1 } } },
    { $replaceWith: { $mergeObjects: ['$_id', { count: '$count' }] } },
  ];
  const found = await inStore(() => histories.aggregate(pipeline).toArray());
  return found.map((group) => groupSchema.parse(group));
}

async function write(redis: Redis, { tenantId }: TenantContext, found: readonly Group[]): Promise<void> {
  const hashes = new Map<string, Partial<Record<Counted, number>>>();
  for (const { definitionId, hourMs, status, count } of found) {
    const key = counterKey(tenantId, definitionId, hourMs);
    hashes.set(key, { ...hashes.get(key), [status]: count });
  }
  const pipeline = redis.pipeline();
  for (const [key, counts] of hashes) pipeline.hset(key, counts).expire(key, KEPT_SECONDS);
  await runPipeline(pipeline);
}
