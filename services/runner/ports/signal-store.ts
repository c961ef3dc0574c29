/** Signals, kept for a while: a run that was about to be stored when its signal came finds it here. */
import { UpshotError } from '@upshot/errors';
import { inStore, isDuplicateKey, type CollectionSpec } from '@upshot/mongo';
import type { AnyBulkWriteOperation, Db } from 'mongodb';
import type { Await } from '../awaits.ts';

/** What a run is told, for the runs on versions of its definition from `fromVersion` to `toVersion` (null: no end). */
export interface KeptSignal {
  readonly tenantId: string;
  readonly key: string;
  readonly nodeId: string;
  readonly module: string;
  readonly recordId: string;
  readonly what: 'event' | 'date';
  readonly positionId: string;
  readonly occurredAtMs: number;
  readonly fromVersion: number;
  readonly toVersion: number | null;
  /** JSON, as in the signal. */
  readonly record: string;
  readonly output: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Every method may throw `store_unavailable`. */
export interface SignalStore {
  /** Keeps each event once, and of a date's moves the last. Throws `conflict` (retry now) where another process keeps the same. */
  keep(signals: readonly KeptSignal[]): Promise<void>;
  /** What is kept for these waits: events since each began, and the last move of a date, whenever it was. */
  find(awaits: readonly Await[]): Promise<readonly KeptSignal[]>;
}

export interface SignalDocument extends KeptSignal {
  readonly _id: string;
  readonly expireAt: Date;
}

/** Longer than any process takes from a decision to its store. */
const KEPT_MS = 3_600_000;

export const SIGNALS = 'signals';

export const signalCollections: readonly CollectionSpec[] = [
  {
    collection: SIGNALS,
    indexes: [{ key: { key: 1, occurredAtMs: 1 } }, { key: { expireAt: 1 }, expireAfterSeconds: 0 }],
  },
];

/** The store in a database. */
export function createSignalStore(db: Db, now: () => number): SignalStore {
  const signals = db.collection<SignalDocument>(SIGNALS);
  return {
    async keep(fresh) {
      if (fresh.length === 0) return;
      const expireAt = new Date(now() + KEPT_MS);
      await inStore(async () => {
        try {
          await signals.bulkWrite(fresh.map((signal) => writeOf(signal, expireAt)));
        } catch (thrown) {
          if (!isDuplicateKey(thrown)) throw thrown;
          throw new UpshotError('conflict', 'another process keeps the same signal', { cause: thrown });
        }
      });
    },
    async find(awaits) {
      if (awaits.length === 0) return [];
      const wanted = awaits.map(({ key, what, startedAtMs }) =>
        what === 'date' ? { key, what } : { key, what, occurredAtMs: { $gte: startedAtMs } },
      );
      return inStore(() => signals.find({ $or: wanted }).sort({ occurredAtMs: 1, _id: 1 }).toArray());
    },
  };
}

/** In order, so that the last move of a date stays: those of one record come in one partition. */
function writeOf(signal: KeptSignal, expireAt: Date): AnyBulkWriteOperation<SignalDocument> {
  const { key, what, positionId, fromVersion } = signal;
  const place = what === 'date' ? [key, fromVersion] : [key, fromVersion, positionId];
  const filter = { _id: JSON.stringify(place) };
  return { replaceOne: { filter, replacement: { ...signal, expireAt }, upsert: true } };
}
