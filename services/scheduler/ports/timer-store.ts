/** Where timers are kept. Setting and cancelling are conditional on the timer's id and state, so each may come again. */
import { UpshotError } from '@upshot/errors';
import { inStore, isDuplicateKey } from '@upshot/mongo';
import type { AnyBulkWriteOperation, Db } from 'mongodb';
import { serverNowMs } from './server-clock.ts';
import { KEPT_MS, shardOf, TIMERS, type TimerDocument } from './timer.ts';

/** A timer to set, or to cancel where it is still pending. */
export interface TimerChange {
  readonly verb: 'set' | 'cancel';
  readonly timerId: string;
  readonly tenantId: string;
  readonly runId: string;
  readonly stepId: string;
  readonly dueAtMs: number;
  readonly traceparent: string | null;
}

export interface TimerStore {
  /**
   * Applies the changes in order; returns how many timers are new. Throws `store_unavailable`, or `conflict`
   * (retry now) where another scheduler stores the same timer at this moment.
   */
  apply(changes: readonly TimerChange[]): Promise<number>;
}

/** The store in a database. */
export function createTimerStore(db: Db): TimerStore {
  const timers = db.collection<TimerDocument>(TIMERS);
  return {
    async apply(changes) {
      if (changes.length === 0) return 0;
      const expireAt = new Date((await serverNowMs(db)) + KEPT_MS);
      const writes = changes.map((change) => writeOf(change, expireAt));
      return inStore(async () => {
        try {
          return (await timers.bulkWrite(writes, { ordered: true })).upsertedCount;
        } catch (thrown) {
          if (!isDuplicateKey(thrown)) throw thrown;
          throw new UpshotError('conflict', 'another scheduler stores the same timer', { cause: thrown });
        }
      });
    },
  };
}

function writeOf(change: TimerChange, expireAt: Date): AnyBulkWriteOperation<TimerDocument> {
  const { verb, timerId, ...fields } = change;
  if (verb === 'cancel') {
    const filter = { _id: timerId, state: 'pending' as const };
    return { updateOne: { filter, update: { $set: { state: 'cancelled', expireAt } } } };
  }
  const fresh = {
    ...fields,
    state: 'pending' as const,
    shard: shardOf(timerId),
    lease: null,
    leaseUntilMs: 0,
  };
  return { updateOne: { filter: { _id: timerId }, update: { $setOnInsert: fresh }, upsert: true } };
}
