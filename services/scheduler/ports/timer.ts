/** A durable timer as it stands in MongoDB. */
import type { CollectionSpec } from '@upshot/mongo';
import { createHash } from 'node:crypto';

type TimerState = 'pending' | 'fired' | 'cancelled';

export interface TimerDocument {
  readonly _id: string;
  readonly tenantId: string;
  readonly runId: string;
  readonly stepId: string;
  readonly state: TimerState;
  readonly dueAtMs: number;
  /** Lets schedulers that get in each other's way look at different timers. */
  readonly shard: number;
  /** The trace in which it was set, which its firing links to. */
  readonly traceparent: string | null;
  /** The claim that it is in, and until when nobody else may claim it (0: nobody has). */
  readonly lease: string | null;
  readonly leaseUntilMs: number;
  /** When a timer that is over is forgotten. */
  readonly expireAt?: Date;
}

export const TIMERS = 'timers';
export const SHARDS = 16;

/** Longer than the topic keeps a command, so that none which comes again can set a forgotten timer anew. */
export const KEPT_MS = 8 * 24 * 3_600_000;

const pending = { partialFilterExpression: { state: 'pending' } };

/** Only pending timers are looked for by due time, so only they are in those indexes. */
export const timerCollections: readonly CollectionSpec[] = [
  {
    collection: TIMERS,
    indexes: [
      { key: { dueAtMs: 1, _id: 1 }, ...pending },
      { key: { shard: 1, dueAtMs: 1, _id: 1 }, ...pending },
      { key: { expireAt: 1 }, expireAfterSeconds: 0 },
    ],
  },
];

/** The shard of a timer, spread evenly and always the same. */
export function shardOf(timerId: string): number {
  return createHash('sha256').update(timerId).digest().readUInt8(0) % SHARDS;
}
