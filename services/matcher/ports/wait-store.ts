/** Port: waits for activities, one document each, replaced only while it is the one that was read. */
import { UpshotError } from '@upshot/errors';
import { inStore, isDuplicateKey, type CollectionSpec } from '@upshot/mongo';
import type { Db } from 'mongodb';
import { z } from 'zod';
import type { Wait } from '../awaiting/wait.ts';

/** A wait as it was read (revision 0: not there), and as it is to be. */
export interface WaitChange {
  readonly waitId: string;
  readonly tenantId: string;
  readonly module: string;
  readonly revision: number;
  readonly wait: Wait;
  /** When it is over, whatever comes. */
  readonly endsAtMs: number;
}

export interface StoredWait {
  readonly wait: Wait;
  readonly revision: number;
}

/** Every method may throw `store_unavailable`. */
export interface WaitStore {
  load(waitIds: readonly string[]): Promise<ReadonlyMap<string, StoredWait>>;
  /** Throws `conflict` (retry now) where another matcher was first with one. */
  store(changes: readonly WaitChange[]): Promise<void>;
}

export interface WaitDocument {
  readonly _id: string;
  readonly tenantId: string;
  /** Of the records that it is about. */
  readonly module: string;
  readonly revision: number;
  /** JSON: fields of records are no business of the store's. */
  readonly wait: string;
  readonly expireAt: Date;
}

/** Longer than a topic keeps what may come again. */
const KEPT_MS = 8 * 86_400_000;

export const WAITS: CollectionSpec = {
  collection: 'waits',
  indexes: [{ key: { expireAt: 1 }, expireAfterSeconds: 0 }],
};

const happened = z.object({
  positionId: z.string(),
  atMs: z.number(),
  recordId: z.string(),
  image: z.string(),
  told: z.string(),
});
const waitSchema: z.ZodType<Wait> = z.object({
  begun: happened.nullable(),
  came: z.array(happened).readonly(),
  answers: z.array(z.object({ begun: z.string(), by: z.string() })).readonly(),
});

/** The wait in a document's text. */
export const readWait = (text: string): Wait => waitSchema.parse(JSON.parse(text));

/** The store in a database that is connected to when it is first asked. */
export function createWaitStore(db: () => Promise<Db>): WaitStore {
  const waits = async () => (await db()).collection<WaitDocument>(WAITS.collection);
  return {
    async load(waitIds) {
      if (waitIds.length === 0) return new Map();
      const collection = await waits();
      const found = await inStore(() => collection.find({ _id: { $in: [...waitIds] } }).toArray());
      return new Map(found.map(({ _id, wait, revision }) => [_id, { wait: readWait(wait), revision }]));
    },
    async store(changes) {
      if (changes.length === 0) return;
      const collection = await waits();
      const written = await inStore(async () => {
        try {
          const { insertedCount, matchedCount } = await collection.bulkWrite(changes.map(writeOf), {
            ordered: false,
          });
          return insertedCount + matchedCount;
        } catch (thrown) {
          if (isDuplicateKey(thrown)) return 0;
          throw thrown;
        }
      });
      if (written !== changes.length)
        throw new UpshotError('conflict', 'another matcher was first with a wait');
    },
  };
}

function writeOf({ waitId: _id, tenantId, module, revision, wait, endsAtMs }: WaitChange) {
  const expireAt = new Date(endsAtMs + KEPT_MS);
  const replacement = { tenantId, module, revision: revision + 1, wait: JSON.stringify(wait), expireAt };
  if (revision === 0) return { insertOne: { document: { _id, ...replacement } } };
  return { replaceOne: { filter: { _id, revision }, replacement } };
}
