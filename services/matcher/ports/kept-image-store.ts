/** Where kept images outlive the matcher: one document per record, replaced only by that of a later change. */
import { ensureIndexes, inStore, isDuplicateKey } from '@upshot/mongo';
import type { AnyBulkWriteOperation, Db } from 'mongodb';
import type { Kept } from '../kept-images/kept.ts';
import {
  fromDocument,
  keptCollections,
  KEPT_IMAGES,
  KEPT_TOPICS,
  toDocument,
  type KeptImageDocument,
  type KeptTopicDocument,
} from './kept-image-document.ts';

/** Every method may throw `store_unavailable`. */
export interface KeptImageStore {
  /** The topics whose source has been seen to leave something out. */
  topics(): Promise<ReadonlySet<string>>;
  addTopic(topic: string): Promise<void>;
  /** What is kept of these records. */
  load(keys: readonly string[]): Promise<ReadonlyMap<string, Kept>>;
  /** Keeps each, unless a later change of the record, or the same one, is kept already. */
  store(records: ReadonlyMap<string, Kept>): Promise<void>;
}

export interface KeptImageStoreOptions {
  /** How long a record that does not change is kept (default 90 days). */
  readonly keepMs?: number;
  readonly now?: () => number;
}

const NINETY_DAYS_MS = 90 * 24 * 3_600_000;

/** The store in a database, which is connected to when it is first needed. */
export function createKeptImageStore(
  connect: () => Promise<Db>,
  { keepMs = NINETY_DAYS_MS, now = Date.now }: KeptImageStoreOptions = {},
): KeptImageStore {
  let isPrepared = false;
  const connected = async (): Promise<Db> => {
    const db = await connect();
    if (!isPrepared) await ensureIndexes(db, keptCollections);
    isPrepared = true;
    return db;
  };
  const images = async () => (await connected()).collection<KeptImageDocument>(KEPT_IMAGES);
  const topics = async () => (await connect()).collection<KeptTopicDocument>(KEPT_TOPICS);
  return {
    async topics() {
      const found = await inStore(async () => (await topics()).find().toArray());
      return new Set(found.map(({ _id }) => _id));
    },
    async addTopic(topic) {
      const update = { $setOnInsert: { _id: topic } };
      await inStore(async () => (await topics()).updateOne({ _id: topic }, update, { upsert: true }));
    },
    async load(keys) {
      if (keys.length === 0) return new Map();
      const found = await inStore(async () => (await images()).find({ _id: { $in: [...keys] } }).toArray());
      return new Map(found.map((document) => [document._id, fromDocument(document)]));
    },
    async store(records) {
      if (records.size === 0) return;
      const expireAt = new Date(now() + keepMs);
      const writes = [...records].map(([key, kept]) => writeOf(key, kept, expireAt));
      await inStore(() => unlessLater(async () => (await images()).bulkWrite(writes, { ordered: false })));
    },
  };
}

/** Where a later change is kept, nothing matches, and the insert that follows finds the id taken. */
function writeOf(key: string, kept: Kept, expireAt: Date): AnyBulkWriteOperation<KeptImageDocument> {
  const document = toDocument(kept, expireAt);
  const filter = { _id: key, sequence: { $lt: document.sequence } };
  return { updateOne: { filter, update: { $set: document }, upsert: true } };
}

async function unlessLater(write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
  } catch (thrown) {
    if (!isDuplicateKey(thrown)) throw thrown;
  }
}
