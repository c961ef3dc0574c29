/** Counters of runs per definition and hour in Redis: a by-product that never holds the history up. */
import type { Logger } from '@upshot/telemetry';
import type { Redis } from 'ioredis';
import type { Db } from 'mongodb';
import type { HistoryChange } from './history-store.ts';
import { runPipeline } from './pipeline.ts';
import { KEPT_SECONDS, rebuildCounters, tenantsOf } from './rebuild-counters.ts';
import { incrementsOf } from './tally.ts';

export interface Counters {
  /**
   * Stores, and counts what is told to have been stored, which is returned. Throws what `store` throws, after which the counters are made
   * anew by the next; what it cannot count is made up for later.
   */
  counting<C extends HistoryChange>(store: () => Promise<readonly C[]>): Promise<readonly C[]>;
}

/** Says that the counters are complete; it goes when Redis is emptied, and they are made anew. */
const COMPLETE = 'upshot:counters:complete';

/**
 * Counters over `redis`, made anew from the history in `db` at first and whenever some were missed or lost. While they are complete batches
 * are counted side by side. They are made anew by a batch that is alone: what another had stored and not yet counted would be in
 * them already, and be counted again.
 */
export function createCounters(redis: Redis, db: Db, log: Pick<Logger, 'info' | 'warn'>): Counters {
  const batches = new Batches();
  /** Never throws. */
  async function count(stored: readonly HistoryChange[]): Promise<Counting> {
    const wereComplete = batches.areComplete;
    try {
      if (batches.areComplete && (await redis.exists(COMPLETE)) === 1) {
        await add(redis, stored);
        return 'added';
      }
      if (!batches.isAlone) return 'missed';
      batches.doubt();
      await rebuildAll(redis, db, log);
      return 'made anew';
    } catch (error) {
      if (wereComplete) log.warn({ error }, 'counters are behind until Redis answers');
      return 'missed';
    }
  }
  return {
    async counting(store) {
      await batches.enter();
      let counting: Counting = 'missed';
      try {
        const stored = await store();
        counting = await count(stored);
        return stored;
      } finally {
        batches.leave(counting);
      }
    },
  };
}

type Counting = 'added' | 'made anew' | 'missed';

/** The batches that are between their store and their count; one at a time while the counters are not complete. */
class Batches {
  #areComplete = false;
  #open = 0;
  #over = Promise.withResolvers<void>();

  get areComplete(): boolean {
    return this.#areComplete;
  }

  get isAlone(): boolean {
    return this.#open === 1;
  }

  async enter(): Promise<void> {
    while (!this.#areComplete && this.#open > 0) await this.#over.promise;
    this.#open += 1;
  }

  /** Nobody enters beside who is in. */
  doubt(): void {
    this.#areComplete = false;
  }

  leave(counting: Counting): void {
    if (counting !== 'added') this.#areComplete = counting === 'made anew';
    this.#open -= 1;
    if (this.#open > 0) return;
    this.#over.resolve();
    this.#over = Promise.withResolvers();
  }
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
