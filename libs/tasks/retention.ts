/** How long tasks are kept: those that are settled as long as the tenant's history, the others until they are. */
import { inStore } from '@upshot/mongo';
import type { Collection, Db } from 'mongodb';
import { DATELESS, TASKS, type TaskDocument } from './document.ts';

/** What a change of the tenant's days applies to: settled tasks, from when they were. */
export const SETTLED_TASKS = { collection: TASKS.collection, endedAtMs: 'settledAtMs' } as const;

const DAY_MS = 86_400_000;
const PAGE = 1_000;

/** Gives tasks that were settled since the last time a date to be forgotten at; returns how many. Throws `store_unavailable`. */
export function dateSettledTasks(db: Db, daysOf: (tenantId: string) => Promise<number>): Promise<number> {
  const tasks: Collection<TaskDocument> = db.collection(TASKS.collection);
  return inStore(async () => {
    let [count, page] = [0, await datePage(tasks, daysOf)];
    for (count = page; page === PAGE; count += page) page = await datePage(tasks, daysOf);
    return count;
  });
}

async function datePage(
  tasks: Collection<TaskDocument>,
  daysOf: (tenantId: string) => Promise<number>,
): Promise<number> {
  const dateless = { settledAtMs: { $gt: 0 }, expireAt: null };
  const found = await tasks
    .find(dateless, { projection: { tenantId: 1, settledAtMs: 1 }, hint: DATELESS })
    .limit(PAGE)
    .toArray();
  const days = new Map<string, number>();
  for (const { tenantId } of found) if (!days.has(tenantId)) days.set(tenantId, await daysOf(tenantId));
  const writes = found.map(({ _id, tenantId, settledAtMs }) => {
    const expireAt = new Date((settledAtMs ?? 0) + (days.get(tenantId) ?? 0) * DAY_MS);
    return { updateOne: { filter: { _id, settledAtMs }, update: { $set: { expireAt } } } };
  });
  if (writes.length > 0) await tasks.bulkWrite(writes, { ordered: false });
  return found.length;
}
