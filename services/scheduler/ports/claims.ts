/** Claims due timers for one scheduler at a time, for as long as a lease; a scheduler that dies leaves them to others. */
import { randomUUID } from 'node:crypto';
import { inStore } from '@upshot/mongo';
import type { Collection, Db, Document, Filter } from 'mongodb';
import { DATE_KEPT_MS, FIRED_KEPT, KEPT_MS, SHARDS, shardOf, TIMERS, type TimerDocument } from './timer.ts';

/** Timers that nobody else fires until the lease ends, in the order in which they are due. */
export interface Claim {
  readonly lease: string;
  readonly claimedAtMs: number;
  readonly timers: readonly TimerDocument[];
  /** How long until the next timer is due, where this claim has none; null where there is none at all. */
  readonly nextDueInMs: number | null;
}

/** Every method may throw `store_unavailable`. */
export interface Claims {
  /** The next timers that are due; none where nothing is, or where others were faster. */
  next(): Promise<Claim>;
  /** Marks the claim's timers (a date's, its occurrence) as fired, those excepted that have been cancelled or claimed by others since. */
  fired(claim: Claim): Promise<void>;
  /** Gives the claim's timers back at once. */
  release(claim: Claim): Promise<void>;
}

export interface ClaimOptions {
  /** The most timers in one claim (default 500). */
  readonly limit?: number;
  /** How long a claim holds (default 60 s): longer than a send may take. */
  readonly leaseMs?: number;
}

type Timers = Collection<TimerDocument>;

/** Else MongoDB may go by the index of pending timers, all of it: to sort a claim, or since all of a claim is pending. */
const BY_ID = { hint: { _id: 1 } } as const;

/** Claims for one scheduler over the timers in `db`. */
export function createClaims(db: Db, { limit = 500, leaseMs = 60_000 }: ClaimOptions = {}): Claims {
  const timers: Timers = db.collection(TIMERS);
  const shards = shardTurns();
  return {
    next: () =>
      inStore(async () => {
        const oldest = await findNext(timers, {});
        if (oldest === null || oldest.dueInMs > 0) return nothing(oldest);
        const due = await findDue(timers, oldest.nowMs, limit, shards.filter());
        const claim = await lease(timers, due, oldest.nowMs, leaseMs);
        shards.after(claim.timers.length < due.length);
        if (claim.timers.length > 0) return claim;
        // All that is due is claimed by others: what counts is what comes after it.
        return nothing(await findNext(timers, { dueAtMs: { $gt: oldest.nowMs } }));
      }),
    async fired(claim) {
      const { claimedAtMs } = claim;
      const dated = claim.timers.filter(({ date }) => date !== undefined).length;
      await inStore(async () => {
        if (dated < claim.timers.length)
          await timers.updateMany(held(claim, false), runsFired(claimedAtMs), BY_ID);
        if (dated > 0) await timers.updateMany(held(claim, true), datesFired(claimedAtMs), BY_ID);
      });
    },
    async release(claim) {
      const free = { $set: { lease: null, leaseUntilMs: 0 }, ...RAISED };
      await inStore(() => timers.updateMany(held(claim), free, BY_ID));
    },
  };
}

/** All shards, so that the oldest timer fires first; one shard after another scheduler was met, so that both get on. */
function shardTurns() {
  let turn = shardOf(randomUUID());
  let met = false;
  return {
    filter: (): Filter<TimerDocument> => (met ? { shard: turn } : {}),
    after(contended: boolean) {
      met = contended;
      if (contended) turn = (turn + 1) % SHARDS;
    },
  };
}

interface Next {
  /** MongoDB's clock: one that all schedulers share, so that a wrong one fires nothing early. */
  readonly nowMs: number;
  readonly dueInMs: number;
}

/** The pending timer that is due first, in one question: a scheduler that has nothing to do asks nothing else. */
async function findNext(timers: Timers, which: Filter<TimerDocument>): Promise<Next | null> {
  const [next] = await timers
    .find({ state: 'pending', ...which })
    .sort({ dueAtMs: 1, _id: 1 })
    .limit(1)
    .project<{ dueAtMs: number; now: Date }>({ dueAtMs: 1, now: '$$NOW' })
    .toArray();
  if (next === undefined) return null;
  const nowMs = next.now.getTime();
  return { nowMs, dueInMs: next.dueAtMs - nowMs };
}

async function findDue(
  timers: Timers,
  nowMs: number,
  limit: number,
  shard: Filter<TimerDocument>,
): Promise<readonly string[]> {
  const due = timers
    .find({ ...free(nowMs), ...shard, dueAtMs: { $lte: nowMs } })
    .sort({ dueAtMs: 1, _id: 1 })
    .limit(limit)
    .project<{ _id: string }>({ _id: 1 });
  return (await due.toArray()).map(({ _id }) => _id);
}

async function lease(
  timers: Timers,
  ids: readonly string[],
  claimedAtMs: number,
  leaseMs: number,
): Promise<Claim> {
  const mark = randomUUID();
  const mine = { _id: { $in: [...ids] } };
  await timers.updateMany(
    { ...mine, ...free(claimedAtMs) },
    { $set: { lease: mark, leaseUntilMs: claimedAtMs + leaseMs }, ...RAISED },
    BY_ID,
  );
  const claimed = await timers
    .find({ ...mine, lease: mark, state: 'pending' }, BY_ID)
    .sort({ dueAtMs: 1, _id: 1 })
    .toArray();
  return { lease: mark, claimedAtMs, timers: claimed, nextDueInMs: null };
}

const nothing = (next: Next | null): Claim => ({
  lease: '',
  claimedAtMs: next?.nowMs ?? 0,
  timers: [],
  nextDueInMs: next?.dueInMs ?? null,
});

const free = (nowMs: number) => ({ state: 'pending' as const, leaseUntilMs: { $lte: nowMs } });

/** Raised at each write, for whoever replaces what was read only while it stands. */
const RAISED = { $inc: { revision: 1 } };

const runsFired = (atMs: number) => ({
  $set: { state: 'fired' as const, expireAt: new Date(atMs + KEPT_MS) },
});

/** Which occurrence it was is remembered, so that it is not set anew. */
const datesFired = (atMs: number): Document[] => [
  {
    $set: {
      state: 'fired',
      expireAt: new Date(atMs + DATE_KEPT_MS),
      revision: { $add: ['$revision', 1] },
      'date.fired': { $slice: [{ $concatArrays: ['$date.fired', ['$date.occurrence']] }, -FIRED_KEPT] },
    },
  },
];

const held = ({ lease, timers }: Claim, dated?: boolean) => ({
  ...(dated === undefined ? {} : { date: { $exists: dated } }),
  _id: { $in: timers.map(({ _id }) => _id) },
  state: 'pending' as const,
  lease,
});
