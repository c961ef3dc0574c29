/** Claims due timers for one scheduler at a time, for as long as a lease; a scheduler that dies leaves them to others. */
import { randomUUID } from 'node:crypto';
import { inStore } from '@upshot/mongo';
import type { Collection, Db, Filter } from 'mongodb';
import { serverNowMs } from './server-clock.ts';
import { KEPT_MS, SHARDS, shardOf, TIMERS, type TimerDocument } from './timer.ts';

/** Timers that nobody else fires until the lease ends, in the order in which they are due. */
export interface Claim {
  readonly lease: string;
  readonly claimedAtMs: number;
  readonly timers: readonly TimerDocument[];
}

/** Every method may throw `store_unavailable`. */
export interface Claims {
  /** The next timers that are due; none where nothing is, or where others were faster. */
  next(): Promise<Claim>;
  /** Marks the claim's timers as fired, those excepted that have been cancelled or claimed by others since. */
  fired(claim: Claim): Promise<void>;
  /** Gives the claim's timers back at once. */
  release(claim: Claim): Promise<void>;
  /** How long until the next timer is due that is not due yet; null where there is none. */
  nextDueInMs(): Promise<number | null>;
}

export interface ClaimOptions {
  /** The most timers in one claim (default 500). */
  readonly limit?: number;
  /** How long a claim holds (default 60 s): longer than a send may take. */
  readonly leaseMs?: number;
}

type Timers = Collection<TimerDocument>;

/** Claims for one scheduler over the timers in `db`. */
export function createClaims(db: Db, { limit = 500, leaseMs = 60_000 }: ClaimOptions = {}): Claims {
  const timers: Timers = db.collection(TIMERS);
  const shards = shardTurns();
  return {
    async next() {
      const nowMs = await serverNowMs(db);
      return inStore(async () => {
        const due = await findDue(timers, nowMs, limit, shards.filter());
        const claim = due.length === 0 ? nothing(nowMs) : await lease(timers, due, nowMs, leaseMs);
        shards.after(claim.timers.length < due.length);
        return claim;
      });
    },
    async fired(claim) {
      const expireAt = new Date(claim.claimedAtMs + KEPT_MS);
      await inStore(() => timers.updateMany(held(claim), { $set: { state: 'fired', expireAt } }));
    },
    async release(claim) {
      await inStore(() => timers.updateMany(held(claim), { $set: { lease: null, leaseUntilMs: 0 } }));
    },
    async nextDueInMs() {
      const nowMs = await serverNowMs(db);
      const next = await inStore(() =>
        timers.findOne(
          { state: 'pending', dueAtMs: { $gt: nowMs } },
          { sort: { dueAtMs: 1, _id: 1 }, projection: { dueAtMs: 1 } },
        ),
      );
      return next === null ? null : next.dueAtMs - nowMs;
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
    { $set: { lease: mark, leaseUntilMs: claimedAtMs + leaseMs } },
  );
  const claimed = await timers
    .find({ ...mine, lease: mark, state: 'pending' })
    .sort({ dueAtMs: 1, _id: 1 })
    .toArray();
  return { lease: mark, claimedAtMs, timers: claimed };
}

const nothing = (claimedAtMs: number): Claim => ({ lease: '', claimedAtMs, timers: [] });

const free = (nowMs: number) => ({ state: 'pending' as const, leaseUntilMs: { $lte: nowMs } });

const held = ({ lease, timers }: Claim) => ({
  _id: { $in: timers.map(({ _id }) => _id) },
  state: 'pending' as const,
  lease,
});
