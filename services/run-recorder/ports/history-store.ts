/** Where the recorder keeps histories: one document per run, replaced only where it is still the one that was read. */
import { randomUUID } from 'node:crypto';
import {
  createRetentionSettings,
  fromDocument,
  RUN_HISTORY,
  toDocument,
  type HistoryDocument,
  type RunHistory,
} from '@upshot/history';
import { gathered, inStore, isDuplicateKey } from '@upshot/mongo';
import type { AnyBulkWriteOperation, Collection, Db } from 'mongodb';
import { createKeptDays } from './kept-days.ts';

/** A history as it was read (null: not there) and as it is to be. */
export interface HistoryChange {
  readonly before: RunHistory | null;
  readonly after: RunHistory;
}

/** Every method may throw `store_unavailable`. */
export interface HistoryStore {
  /** The stored histories of these runs; those of others may be there too. */
  load(runIds: readonly string[]): Promise<ReadonlyMap<string, RunHistory>>;
  /** Writes each change whose history is still as it was read; returns the runs of which that was so. */
  store(changes: readonly HistoryChange[]): Promise<ReadonlySet<string>>;
}

type Histories = Collection<HistoryDocument>;
type Mark = Pick<HistoryDocument, '_id' | 'writtenBy'>;

/** The store in a database; `collection` is another one while the history is made anew. */
export function createHistoryStore(db: Db, collection: string = RUN_HISTORY): HistoryStore {
  const histories: Histories = db.collection(collection);
  const keptDays = createKeptDays(createRetentionSettings(db, Date.now), Date.now);
  // Of several partitions' batches, what comes at about the same time goes together.
  const load = gathered(async (batches: readonly (readonly string[])[]) => {
    const found = await inStore(() => histories.find({ _id: { $in: batches.flat() } }).toArray());
    const stored = new Map(found.map((document) => [document._id, fromDocument(document)]));
    return batches.map(() => stored);
  });
  const write = gathered(async (batches: readonly (readonly HistoryChange[])[]) => {
    const days = await keptDays(batches.flat().map(({ after }) => after.tenantId));
    return inStore(() => storeAll(histories, batches, days));
  });
  return {
    load: async (runIds) => (runIds.length === 0 ? new Map() : load(runIds)),
    store: async (changes) => (changes.length === 0 ? new Set() : write(changes)),
  };
}

/** Of each batch the runs whose history was written by it, and not by another that came together with it. */
async function storeAll(
  histories: Histories,
  batches: readonly (readonly HistoryChange[])[],
  days: ReadonlyMap<string, number>,
): Promise<readonly ReadonlySet<string>[]> {
  const marked = batches.map((changes) => ({ changes, writtenBy: randomUUID() }));
  const writes = marked.flatMap(({ changes, writtenBy }) =>
    changes.map((change) => writeOf(change, writtenBy, days.get(change.after.tenantId))),
  );
  const isAll = (await writeAll(histories, writes)) === writes.length;
  const wonBy = isAll ? null : await marksOf(histories, batches.flat());
  return marked.map(({ changes, writtenBy }) => {
    const ids = changes.map(({ after }) => after.runId);
    return new Set(wonBy === null ? ids : ids.filter((id) => wonBy.get(id) === writtenBy));
  });
}

/** A bulk says how many of its writes won, not which: their mark does. */
async function marksOf(
  histories: Histories,
  changes: readonly HistoryChange[],
): Promise<ReadonlyMap<string, string>> {
  const ids = changes.map(({ after }) => after.runId);
  const marked = histories.find({ _id: { $in: ids } }).project<Mark>({ _id: 1, writtenBy: 1 });
  return new Map((await marked.toArray()).map(({ _id, writtenBy }) => [_id, writtenBy]));
}

/** How many of the writes won; less than all when another recorder was first. */
async function writeAll(
  histories: Histories,
  writes: readonly AnyBulkWriteOperation<HistoryDocument>[],
): Promise<number> {
  try {
    const { insertedCount, matchedCount } = await histories.bulkWrite(writes, { ordered: false });
    return insertedCount + matchedCount;
  } catch (thrown) {
    if (isDuplicateKey(thrown)) return 0;
    throw thrown;
  }
}

function writeOf(
  { before, after }: HistoryChange,
  writtenBy: string,
  retentionDays: number | undefined,
): AnyBulkWriteOperation<HistoryDocument> {
  const document = toDocument(after, writtenBy, retentionDays);
  if (before === null) return { insertOne: { document } };
  const { _id, ...replacement } = document;
  // Nothing else in the filter: with the tenant in it, the planner may walk all of the tenant's runs for each one.
  const filter = { _id, lastSeq: before.lastSeq };
  return { replaceOne: { filter, replacement } };
}
