/** Where images are kept: one document per record, replaced only where it is still the one that was read. */
import { UpshotError } from '@upshot/errors';
import {
  fromDocument,
  MIRROR,
  mirrorId,
  toDocument,
  type MirrorDocument,
  type RecordName,
  type Remembered,
} from '@upshot/mirror-reader';
import { inStore, isDuplicateKey } from '@upshot/mongo';
import type { AnyBulkWriteOperation, Collection, Db } from 'mongodb';

/** An image as it was read (null: not there) and as it is to be. */
export interface ImageChange {
  readonly before: Remembered | null;
  readonly after: Remembered;
}

/** Every method may throw `store_unavailable`. */
export interface MirrorStore {
  /** What is kept of the records, by their `mirrorId`. */
  load(records: readonly RecordName[]): Promise<ReadonlyMap<string, Remembered>>;
  /** Writes all or a part; throws `conflict` (retry now) where another mirror was first with one. */
  store(changes: readonly ImageChange[]): Promise<void>;
}

export interface MirrorStoreOptions {
  /** How long a deleted record is remembered (default 30 days): longer than a change topic keeps its changes. */
  readonly rememberDeletedMs?: number;
}

const THIRTY_DAYS_MS = 30 * 24 * 3_600_000;

/** The store in a database. */
export function createMirrorStore(
  db: Db,
  { rememberDeletedMs = THIRTY_DAYS_MS }: MirrorStoreOptions = {},
): MirrorStore {
  const mirror: Collection<MirrorDocument> = db.collection(MIRROR);
  return {
    async load(records) {
      if (records.length === 0) return new Map();
      const found = await inStore(() => mirror.find({ _id: { $in: records.map(mirrorId) } }).toArray());
      return new Map(found.map((document) => [document._id, fromDocument(document)]));
    },
    async store(changes) {
      if (changes.length === 0) return;
      const forgetAt = new Date(Date.now() + rememberDeletedMs);
      const writes = changes.map((change) => writeOf(change, forgetAt));
      const written = await inStore(() => writeAll(mirror, writes));
      if (written !== writes.length)
        throw new UpshotError('conflict', 'another mirror stored an image first');
    },
  };
}

/** How many of the writes won. */
async function writeAll(
  mirror: Collection<MirrorDocument>,
  writes: readonly AnyBulkWriteOperation<MirrorDocument>[],
): Promise<number> {
  try {
    const { insertedCount, matchedCount } = await mirror.bulkWrite(writes, { ordered: false });
    return insertedCount + matchedCount;
  } catch (thrown) {
    if (isDuplicateKey(thrown)) return 0;
    throw thrown;
  }
}

function writeOf({ before, after }: ImageChange, forgetAt: Date): AnyBulkWriteOperation<MirrorDocument> {
  const document = toDocument(after, forgetAt);
  if (before === null) return { insertOne: { document } };
  const { _id, ...replacement } = document;
  const { sequence } = toDocument(before, forgetAt);
  return { replaceOne: { filter: { _id, sequence }, replacement } };
}
