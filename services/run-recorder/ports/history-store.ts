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
    const changes = batches.flat();
    const days = await keptDays(changes.map(({ after }) => after.tenantId));
    const won = await inStore(() => store(histories, changes, days));
    return batches.map((each) => new Set(each.map(({ after }) => after.runId).filter((id) => won.has(id))));
  });
  return {
    load: async (runIds) => (runIds.length === 0 ? new Map() : load(runIds)),
    store: async (changes) => (changes.length === 0 ? new Set() : write(changes)),
  };
}

async function store(
  histories: Histories,
  changes: readonly HistoryChange[],
  days: ReadonlyMap<string, number>,
): Promise<ReadonlySet<string>> {
  const writtenBy = randomUUID();
  const ids = changes.map(({ after }) => after.runId);
  const written = await writeAll(
    histories,
    changes.map((change) => writeOf(change, writtenBy, days.get(change.after.tenantId))),
  );
  if (written === changes.length) return new Set(ids);
  // A bulk says how many of its writes won, not which: their mark does.
  const won = histories.find({ _id: { $in: ids }, writtenBy }).project<{ _id: string }>({ _id: 1 });
  return new Set((await won.toArray()).map(({ _id }) => _id));
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
