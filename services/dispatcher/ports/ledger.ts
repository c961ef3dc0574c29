/** The ledger of effects: who works on which, what is sent, and what became of it. One document each, in MongoDB. */
import { randomUUID } from 'node:crypto';
import { UpshotError } from '@upshot/errors';
import { gathered, inStore, isDuplicateKey } from '@upshot/mongo';
import type { Collection, Db, UpdateFilter } from 'mongodb';
import type { Turn } from '../action.ts';
import type { DueEffect } from '../due-effect.ts';
import type { EffectResult } from '../effect-result.ts';
import {
  EFFECTS,
  firstClaim,
  laterClaim,
  leaseFor,
  readClaimed,
  type LedgerDocument,
  type StoredRequest,
} from './ledger-document.ts';

export { ledgerCollections, type StoredRequest } from './ledger-document.ts';

/** Who may work on an effect, and how far it has come. With a `result` it is finished, and nobody's. */
export interface Claim {
  readonly effectId: string;
  /** Stands for this claim alone; a later claim's differs. */
  readonly token: string;
  readonly request: StoredRequest | null;
  readonly result: EffectResult | null;
  /** Attempts of earlier claims, at least. */
  readonly attempts: number;
  /** An earlier claim ended between the first byte and the answer. */
  readonly wasSending: boolean;
}

/** Every method may throw `store_unavailable`; those that take a claim throw `lease_held` where it has been lost. */
export interface Ledger {
  /** Null where another claim is alive. One whose lease has expired is taken over. */
  claim(effect: DueEffect): Promise<Claim | null>;
  /** Makes the lease last from now on. */
  keep(claim: Claim): Promise<void>;
  /** Ends the lease without a result. */
  release(claim: Claim): Promise<void>;
  rendered(claim: Claim, request: StoredRequest, turn: Turn | null): Promise<void>;
  /** To be written before the point of no return of a channel that honours no key. */
  sending(claim: Claim): Promise<void>;
  /** The attempt ended before that point. */
  notSent(claim: Claim): Promise<void>;
  finish(claim: Claim, result: EffectResult): Promise<void>;
  /** The position after the last one taken from a cursor, 0 where none is known. */
  nextPosition(tenantId: string, cursor: string): Promise<number>;
  /** How many effects of a tenant's channel were claimed within so long. */
  countRecent(tenantId: string, channel: string, withinMs: number): Promise<number>;
}

type Effects = Collection<LedgerDocument>;

/** The ledger in a database. `leaseMs`: how long a claim lives without being kept. Times are the server's. */
export function createLedger(db: Db, leaseMs: number): Ledger {
  const effects: Effects = db.collection(EFFECTS);
  const claimOne = gathered((claimings: readonly Claiming[]) => claimAll(effects, claimings, leaseMs));
  const changeOne = gathered((changes: readonly Change[]) => changeAll(effects, changes));
  const change = async (claim: Claim, update: Change['update']): Promise<void> => {
    if (!(await changeOne({ claim, update })))
      throw new UpshotError('lease_held', 'the claim has been taken over');
  };
  return {
    claim: (effect) => claimOne({ effect, token: randomUUID() }),
    keep: (claim) => change(claim, leaseFor(leaseMs)),
    release: (claim) => change(claim, leaseFor(0)),
    rendered: (claim, request, turn) =>
      change(claim, {
        $set: { state: 'rendered', request: JSON.stringify(request), ...(turn === null ? {} : { turn }) },
      }),
    sending: (claim) => change(claim, { $set: { state: 'sending' } }),
    notSent: (claim) => change(claim, { $set: { state: 'rendered' } }),
    finish: (claim, result) =>
      change(claim, {
        $set: { state: 'done', result: JSON.stringify(result) },
        $unset: { request: '' },
        $currentDate: { finishedAt: true },
      }),
    async nextPosition(tenantId, cursor) {
      const newest = { sort: { 'turn.position': -1 }, projection: { turn: 1 } } as const;
      const last = await inStore(() => effects.findOne({ tenantId, 'turn.cursor': cursor }, newest));
      return (last?.turn?.position ?? -1) + 1;
    },
    countRecent: (tenantId, channel, withinMs) =>
      inStore(() =>
        effects.countDocuments({
          tenantId,
          channel,
          $expr: { $gt: ['$claimedAt', { $subtract: ['$$NOW', withinMs] }] },
        }),
      ),
  };
}

interface Claiming {
  readonly effect: DueEffect;
  readonly token: string;
}

/** Most are first claims, and then no document need be read. */
async function claimAll(
  effects: Effects,
  claimings: readonly Claiming[],
  leaseMs: number,
): Promise<readonly (Claim | null)[]> {
  const writes = claimings.map(({ effect, token }) => ({ updateOne: firstClaim(effect, token, leaseMs) }));
  return inStore(async () => {
    const areNew = await effects.bulkWrite(writes, { ordered: false }).then(() => true, unlessTaken);
    return areNew ? claimings.map(newClaim) : claimLater(effects, claimings, leaseMs);
  });
}

const newClaim = ({ effect, token }: Claiming): Claim => ({
  effectId: effect.effectId,
  token,
  request: null,
  result: null,
  attempts: 0,
  wasSending: false,
});

/** By the documents as they stand after the claims: whose lease each one holds is in it. */
async function claimLater(
  effects: Effects,
  claimings: readonly Claiming[],
  leaseMs: number,
): Promise<readonly (Claim | null)[]> {
  const writes = claimings.map(({ effect, token }) => ({ updateOne: laterClaim(effect, token, leaseMs) }));
  await effects.bulkWrite(writes, { ordered: false });
  const ids = claimings.map(({ effect }) => effect.effectId);
  const found = new Map(
    (await effects.find({ _id: { $in: ids } }).toArray()).map((each) => [each._id, each]),
  );
  return claimings.map(({ effect: { effectId }, token }) => {
    const stored = found.get(effectId);
    if (stored === undefined || (stored.state !== 'done' && stored.lease.token !== token)) return null;
    return { effectId, token, ...readClaimed(stored) };
  });
}

function unlessTaken(thrown: unknown): false {
  if (isDuplicateKey(thrown)) return false;
  throw thrown;
}

interface Change {
  readonly claim: Claim;
  readonly update: UpdateFilter<LedgerDocument>;
}

/** For each change whether it was made: not where the claim has been taken over. */
async function changeAll(effects: Effects, changes: readonly Change[]): Promise<readonly boolean[]> {
  const writes = changes.map(({ claim: { effectId, token }, update }) => ({
    filter: { _id: effectId, 'lease.token': token },
    update,
  }));
  const [first] = writes;
  return inStore(async () => {
    const { matchedCount } =
      first !== undefined && writes.length === 1
        ? await effects.updateOne(first.filter, first.update)
        : await effects.bulkWrite(
            writes.map((updateOne) => ({ updateOne })),
            { ordered: false },
          );
    if (matchedCount === changes.length) return changes.map(() => true);
    // A bulk says how many of its writes matched, not which: the claims that still stand do.
    const tokens = changes.map(({ claim }) => claim.token);
    const standing = await effects.distinct('lease.token', {
      _id: { $in: changes.map(({ claim }) => claim.effectId) },
      'lease.token': { $in: tokens },
    });
    return tokens.map((token) => standing.includes(token));
  });
}
