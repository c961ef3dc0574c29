/** Port: which events were taken, by their source and id, so that one that comes again is known. */
import { deriveId } from '@upshot/ids';
import { inStore, isDuplicateKey, type CollectionSpec } from '@upshot/mongo';
import type { Collection, Db } from 'mongodb';

/** An event's identity, and the hash of what it says. */
export interface Claim {
  readonly key: string;
  readonly contentHash: string;
}

interface KnownActivity {
  readonly contentHash: string;
  /** Whether it is certain to be on its topic; where not, a request is at it or was cut off. */
  readonly taken: boolean;
}

/** Every method may throw `store_unavailable`. */
export interface KnownActivities {
  find(keys: readonly string[]): Promise<ReadonlyMap<string, KnownActivity>>;
  /** Claims the ids that nobody has claimed, for `request`. */
  claim(request: string, claims: readonly Claim[]): Promise<void>;
  /** Takes back what `request` has claimed. */
  release(request: string): Promise<void>;
  markTaken(claims: readonly Claim[]): Promise<void>;
}

interface ActivityDocument {
  readonly _id: string;
  readonly contentHash: string;
  readonly request: string;
  readonly taken: boolean;
  readonly expireAt: Date;
}

export const KNOWN_ACTIVITIES: CollectionSpec = {
  collection: 'activities',
  indexes: [{ key: { expireAt: 1 }, expireAfterSeconds: 0 }, { key: { request: 1 } }],
};

/** For how long an id is remembered. */
const REMEMBERED_MS = 30 * 86_400_000;

/** What stands for an event's identity: a tenant's own, whatever its source and id hold. */
export const activityKey = (tenantId: string, source: string, id: string): string =>
  deriveId('activity', tenantId, source, id);

/** The events known in `db`. */
export function createKnownActivities(db: Db, now: () => number): KnownActivities {
  const documents: Collection<ActivityDocument> = db.collection(KNOWN_ACTIVITIES.collection);
  const expireAt = () => new Date(now() + REMEMBERED_MS);
  return {
    find: (keys) =>
      inStore(async () => {
        const found = await documents.find({ _id: { $in: [...keys] } }).toArray();
        return new Map(found.map(({ _id, contentHash, taken }) => [_id, { contentHash, taken }]));
      }),
    claim: (request, claims) =>
      inStore(async () => {
        const fresh = { request, taken: false, expireAt: expireAt() };
        const writes = claims.map(({ key, contentHash }) => ({ _id: key, contentHash, ...fresh }));
        await ignoringDuplicates(() => documents.insertMany(writes, { ordered: false }));
      }),
    release: (request) =>
      inStore(async () => void (await documents.deleteMany({ request: { $eq: request }, taken: false }))),
    markTaken: (claims) =>
      inStore(async () => {
        const writes = claims.map(({ key, contentHash }) => ({
          updateOne: {
            filter: { _id: key },
            update: {
              $set: { taken: true },
              $setOnInsert: { contentHash, request: '', expireAt: expireAt() },
            },
            upsert: true,
          },
        }));
        await documents.bulkWrite(writes, { ordered: false });
      }),
  };
}

async function ignoringDuplicates(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (thrown) {
    if (!isDuplicateKey(thrown)) throw thrown;
  }
}
