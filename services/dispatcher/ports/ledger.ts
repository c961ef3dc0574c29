/** The ledger of effects: who works on which, what is sent, and what became of it. One document each, in MongoDB. */
import { randomUUID } from 'node:crypto';
import { UpshotError } from '@upshot/errors';
import { inStore, isDuplicateKey } from '@upshot/mongo';
import type { Db } from 'mongodb';
import type { Turn } from '../action.ts';
import type { DueEffect } from '../due-effect.ts';
import type { EffectResult } from '../effect-result.ts';
import {
  claimPipeline,
  EFFECTS,
  leasePipeline,
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

/** The ledger in a database. `leaseMs`: how long a claim lives without being kept. Times are the server's. */
export function createLedger(db: Db, leaseMs: number): Ledger {
  const effects = db.collection<LedgerDocument>(EFFECTS);
  const change = async ({ effectId, token }: Claim, update: object | object[]): Promise<void> => {
    const { matchedCount } = await inStore(() =>
      effects.updateOne({ _id: effectId, 'lease.token': token }, update),
    );
    if (matchedCount === 0) throw new UpshotError('lease_held', 'the claim has been taken over');
  };
  const claimNow = (effect: DueEffect, token: string) =>
    effects.findOneAndUpdate({ _id: effect.effectId }, claimPipeline(effect, token, leaseMs), {
      upsert: true,
      returnDocument: 'after',
    });
  return {
    async claim(effect) {
      const token = randomUUID();
      const found = await inStore(() => onceMore(() => claimNow(effect, token)));
      if (found?.state !== 'done' && found?.lease.token !== token) return null;
      return { effectId: effect.effectId, token, ...readClaimed(found) };
    },
    keep: (claim) => change(claim, leasePipeline(leaseMs)),
    release: (claim) => change(claim, leasePipeline(0)),
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

/** Two first claims at one moment: the loser of the insert finds the winner's document. */
async function onceMore<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    if (isDuplicateKey(thrown)) return work();
    throw thrown;
  }
}
