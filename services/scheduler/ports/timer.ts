/** A durable timer as it stands in MongoDB: a run's, or the date of a record for a definition. */
import type { CollectionSpec } from '@upshot/mongo';
import type { PlannedDate } from '@upshot/schemas';
import { createHash } from 'node:crypto';

type TimerState = 'pending' | 'fired' | 'cancelled';

interface Timer {
  readonly _id: string;
  readonly tenantId: string;
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

/** Set once, by a run that waits. */
export interface RunTimer extends Timer {
  readonly runId: string;
  readonly stepId: string;
  readonly date?: never;
}

/** One for each record and definition: it moves with the record's date, and fires once for each occurrence. */
export interface DateTimer extends Timer {
  /** Raised by every write, so that what was read can be replaced only while it stands. */
  readonly revision: number;
  readonly date: Omit<PlannedDate, 'follows'> & {
    /** The occurrences that have fired, the latest last; as many as `FIRED_KEPT`. */
    readonly fired: readonly string[];
  };
}

export type TimerDocument = RunTimer | DateTimer;

export const TIMERS = 'timers';
export const SHARDS = 16;

const DAY_MS = 24 * 3_600_000;

/** Longer than the topic keeps a command, so that none which comes again can set a forgotten timer anew. */
export const KEPT_MS = 8 * DAY_MS;

/** A date that has fired is remembered for more than a year: longer than a yearly one waits for its next turn. */
export const DATE_KEPT_MS = 400 * DAY_MS;

/** How many occurrences of one date are remembered as fired. */
export const FIRED_KEPT = 64;

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
