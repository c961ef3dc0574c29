/** The ledger's documents: how one is claimed in a single step, and read back. */
import { UpshotError } from '@upshot/errors';
import type { CollectionSpec } from '@upshot/mongo';
import { z } from 'zod';
import type { Turn } from '../action.ts';
import type { DueEffect } from '../due-effect.ts';
import { effectResultSchema, type EffectResult } from '../effect-result.ts';

export const EFFECTS = 'effects';
const KEPT_SECONDS = 30 * 24 * 3600;

/** `request` and `result` are JSON text: what a definition calls its fields is no business of the store's. */
export interface LedgerDocument {
  readonly _id: string;
  readonly state: 'claimed' | 'rendered' | 'sending' | 'done';
  readonly lease: { readonly token: string; readonly until: Date };
  readonly attempts: number;
  readonly tookOver: LedgerDocument['state'] | null;
  readonly tenantId: string;
  readonly runId: string;
  readonly channel: string;
  readonly action: string;
  readonly definitionId: string;
  readonly nodeId: string;
  readonly claimedAt: Date;
  readonly turn?: Turn;
  readonly request?: string;
  readonly result?: string;
  readonly finishedAt?: Date;
}

const storedRequestSchema = z.object({ request: z.string(), missingFields: z.array(z.string()).readonly() });

/** What every attempt sends, and which fields its templates did not find. */
export type StoredRequest = z.output<typeof storedRequestSchema>;

/** Finished effects are kept longer than their topic keeps its records, so that none is carried out again. */
export const ledgerCollections: readonly CollectionSpec[] = [
  {
    collection: EFFECTS,
    indexes: [
      { key: { finishedAt: 1 }, expireAfterSeconds: KEPT_SECONDS },
      { key: { tenantId: 1, channel: 1, claimedAt: 1 } },
      {
        key: { tenantId: 1, 'turn.cursor': 1, 'turn.position': -1 },
        partialFilterExpression: { 'turn.cursor': { $exists: true } },
      },
    ],
  },
];

const SENT_ONCE = ['rendered', 'sending'];
const until = (leaseMs: number) => ({ $add: ['$$NOW', leaseMs] });

/**
 * New: inserted with our lease. Found with an expired lease: ours, and the state of before is in `tookOver`. Found done
 * or with a live lease: left as it is. One step, so that two claims never both succeed.
 */
export function claimPipeline(effect: DueEffect, token: string, leaseMs: number): object[] {
  const lease = { token: { $literal: token }, until: until(leaseMs) };
  const { tenantId, runId, channel, action, definitionId, nodeId, effectId } = effect;
  const facts = { _id: effectId, tenantId, runId, channel, action, definitionId, nodeId };
  const fresh = {
    $mergeObjects: [
      { $literal: { ...facts, state: 'claimed', attempts: 0, tookOver: null } },
      { lease, claimedAt: '$$NOW' },
    ],
  };
  const attempts = { $add: ['$attempts', { $cond: [{ $in: ['$state', SENT_ONCE] }, 1, 0] }] };
  const taken = { $mergeObjects: ['$$ROOT', { lease, attempts, tookOver: '$state' }] };
  const isFree = { $and: [{ $ne: ['$state', 'done'] }, { $lte: ['$lease.until', '$$NOW'] }] };
  const isNew = { $eq: [{ $type: '$state' }, 'missing'] };
  return [{ $replaceWith: { $cond: [isNew, fresh, { $cond: [isFree, taken, '$$ROOT'] }] } }];
}

/** The lease from now on; with 0 it ends. */
export const leasePipeline = (leaseMs: number): object[] => [{ $set: { 'lease.until': until(leaseMs) } }];

/** What a claim says beside its token. Throws `record_invalid` for a document that no ledger wrote. */
export function readClaimed(stored: LedgerDocument): {
  readonly request: StoredRequest | null;
  readonly result: EffectResult | null;
  readonly attempts: number;
  readonly wasSending: boolean;
} {
  return {
    request: stored.request === undefined ? null : read(storedRequestSchema, stored.request),
    result: stored.result === undefined ? null : read(effectResultSchema, stored.result),
    attempts: stored.attempts,
    wasSending: stored.tookOver === 'sending',
  };
}

function read<T>(schema: z.ZodType<T>, text: string): T {
  const parsed = schema.safeParse(JSON.parse(text));
  if (parsed.success) return parsed.data;
  throw new UpshotError('record_invalid', 'a document of the ledger cannot be read', { retry: 'later' });
}
