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
  /** Whose it is, and for how long since when, by the server's clock. */
  readonly lease: { readonly token: string; readonly since: Date; readonly ms: number };
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

/** The first claim of an effect: an insert, which fails by its key where there is a document already. */
export function firstClaim(effect: DueEffect, token: string, leaseMs: number) {
  const { tenantId, runId, channel, action, definitionId, nodeId, effectId } = effect;
  const facts = { tenantId, runId, channel, action, definitionId, nodeId };
  return {
    filter: { _id: effectId, state: { $exists: false } },
    update: {
      $setOnInsert: {
        ...facts,
        state: 'claimed',
        attempts: 0,
        tookOver: null,
        'lease.token': token,
        'lease.ms': leaseMs,
      },
      $currentDate: { claimedAt: true, 'lease.since': true },
    },
    upsert: true,
  } as const;
}

/**
 * A later claim. Found with an expired lease: ours, and the state of before is in `tookOver`. Found done or with a live lease: left as
 * it is. One step, so that two claims never both succeed.
 */
export function laterClaim({ effectId }: DueEffect, token: string, leaseMs: number) {
  const lease = { token: { $literal: token }, since: '$$NOW', ms: leaseMs };
  const attempts = { $add: ['$attempts', { $cond: [{ $in: ['$state', SENT_ONCE] }, 1, 0] }] };
  const taken = { $mergeObjects: ['$$ROOT', { lease, attempts, tookOver: '$state' }] };
  const isOver = { $lte: [{ $add: ['$lease.since', '$lease.ms'] }, '$$NOW'] };
  const isFree = { $and: [{ $ne: ['$state', 'done'] }, isOver] };
  const update = [{ $replaceWith: { $cond: [isFree, taken, '$$ROOT'] } }];
  return { filter: { _id: effectId }, update };
}

/** The lease from now on; with 0 it ends. */
export const leaseFor = (leaseMs: number) =>
  ({ $set: { 'lease.ms': leaseMs }, $currentDate: { 'lease.since': true } }) as const;

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
