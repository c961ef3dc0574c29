/** Where timers are kept. Every write is conditional, so that each command may come again. */
import { UpshotError } from '@upshot/errors';
import { inStore, isDuplicateKey } from '@upshot/mongo';
import type { AnyBulkWriteOperation, Collection, Db } from 'mongodb';
import { planDate, type DateChange } from '../plan-date.ts';
import { serverNowMs } from './server-clock.ts';
import { KEPT_MS, shardOf, TIMERS, type DateTimer, type TimerDocument } from './timer.ts';

/** A run's timer to set, or to cancel where it is still pending. */
export interface RunChange {
  readonly verb: 'set' | 'cancel';
  readonly timerId: string;
  readonly tenantId: string;
  readonly runId: string;
  readonly stepId: string;
  readonly dueAtMs: number;
  readonly traceparent: string | null;
}

export type TimerChange = RunChange | DateChange;

export interface TimerStore {
  /**
   * Applies the changes in order; returns how many timers are new or moved. Throws `store_unavailable`, or `conflict`
   * (retry now) where another scheduler stores the same timer at this moment.
   */
  apply(changes: readonly TimerChange[]): Promise<number>;
}

type Timers = Collection<TimerDocument>;
type Write = AnyBulkWriteOperation<TimerDocument>;

/** The store in a database. */
export function createTimerStore(db: Db): TimerStore {
  const timers: Timers = db.collection(TIMERS);
  return {
    async apply(changes) {
      if (changes.length === 0) return 0;
      const nowMs = await serverNowMs(db);
      const set = await setTimers(timers, changes.filter(isOfRun), nowMs);
      return set + (await planDates(timers, changes.filter(isOfDate), nowMs));
    },
  };
}

const isOfDate = (change: TimerChange): change is DateChange => 'date' in change;
const isOfRun = (change: TimerChange): change is RunChange => !isOfDate(change);

/** A timer that is known already is left as it is. */
async function setTimers(timers: Timers, changes: readonly RunChange[], nowMs: number): Promise<number> {
  if (changes.length === 0) return 0;
  const expireAt = new Date(nowMs + KEPT_MS);
  const writes = changes.map((change) => writeOf(change, expireAt));
  return writing(async () => (await timers.bulkWrite(writes, { ordered: true })).upsertedCount);
}

function writeOf(change: RunChange, expireAt: Date): Write {
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

/** One read for the batch, then one write for each timer that changed, while it is still the one that was read. */
async function planDates(timers: Timers, changes: readonly DateChange[], nowMs: number): Promise<number> {
  if (changes.length === 0) return 0;
  const known = await loadDates(timers, changes);
  const planned = new Map<string, DateTimer | null>();
  for (const change of changes) {
    const before = planned.get(change.timerId) ?? known.get(change.timerId) ?? null;
    planned.set(change.timerId, planDate(before, change, nowMs));
  }
  const moved = [...planned.values()].filter((timer) => timer !== null && timer !== known.get(timer._id));
  const writes = moved.flatMap((timer) => (timer === null ? [] : [replace(known.get(timer._id), timer)]));
  if (writes.length > 0) await writeAll(timers, writes);
  return moved.filter((timer) => timer?.state === 'pending').length;
}

async function loadDates(timers: Timers, changes: readonly DateChange[]) {
  const ids = [...new Set(changes.map(({ timerId }) => timerId))];
  const found = await inStore(() => timers.find({ _id: { $in: ids } }).toArray());
  return new Map(found.flatMap((timer) => (timer.date === undefined ? [] : [[timer._id, timer] as const])));
}

function replace(known: DateTimer | undefined, timer: DateTimer): Write {
  if (known === undefined) return { insertOne: { document: timer } };
  const { _id, ...replacement } = timer;
  return { replaceOne: { filter: { _id, revision: known.revision }, replacement } };
}

async function writeAll(timers: Timers, writes: readonly Write[]): Promise<void> {
  const written = await writing(async () => {
    const { insertedCount, matchedCount } = await timers.bulkWrite(writes, { ordered: false });
    return insertedCount + matchedCount;
  });
  if (written !== writes.length) throw new UpshotError('conflict', 'a date was claimed or moved meanwhile');
}

async function writing(work: () => Promise<number>): Promise<number> {
  return inStore(async () => {
    try {
      return await work();
    } catch (thrown) {
      if (!isDuplicateKey(thrown)) throw thrown;
      throw new UpshotError('conflict', 'another scheduler stores the same timer', { cause: thrown });
    }
  });
}
