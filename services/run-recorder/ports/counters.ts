/** Counters of runs per definition and hour in Redis: a by-product that never holds the history up. */
import type { Logger } from '@upshot/telemetry';
import type { Redis } from 'ioredis';
import type { Db } from 'mongodb';
import type { HistoryChange } from './history-store.ts';
import { runPipeline } from './pipeline.ts';
import { KEPT_SECONDS, rebuildCounters, tenantsOf } from './rebuild-counters.ts';
import { incrementsOf } from './tally.ts';

export interface Counters {
  /** Adds what these changes, which were stored just now, mean. Never throws: what it cannot count is rebuilt later. */
  count(stored: readonly HistoryChange[]): Promise<void>;
  /** Says that changes may have been stored and will not be counted: the counters are rebuilt next time. */
  doubt(): void;
}

/** Says that the counters are complete; it goes when Redis is emptied, and they are made anew. */
const COMPLETE = 'upshot:counters:complete';

/** Counters over `redis`, made anew from the history in `db` at first and whenever some were missed or lost. */
export function createCounters(redis: Redis, db: Db, log: Pick<Logger, 'info' | 'warn'>): Counters {
  let complete = false;
  return {
    async count(stored) {
      try {
        // The rebuilt counters hold these changes already: they were stored before.
        if (complete && (await redis.exists(COMPLETE)) === 1) await add(redis, stored);
        else await rebuildAll(redis, db, log);
        complete = true;
      } catch (error) {
        if (complete) log.warn({ error }, 'counters are behind until Redis answers');
        complete = false;
      }
    },
    doubt() {
      complete = false;
    },
  };
}

async function add(redis: Redis, stored: readonly HistoryChange[]): Promise<void> {
  const pipeline = redis.pipeline();
  for (const { key, field, by } of incrementsOf(stored)) {
    pipeline.hincrby(key, field, by).expire(key, KEPT_SECONDS);
  }
  await runPipeline(pipeline);
}

async function rebuildAll(redis: Redis, db: Db, log: Pick<Logger, 'info'>): Promise<void> {
  await redis.ping();
  const tenants = await tenantsOf(db);
  for (const tenant of tenants) await rebuildCounters(db, redis, tenant);
  await redis.set(COMPLETE, '1');
  log.info({ tenants: tenants.length }, 'counters were made anew from the history');
}
