/** Which runs were erased: their ids are kept, so that a history or a task that is made anew from the topic is erased again. */
import { inStore, type CollectionSpec } from '@upshot/mongo';
import type { Collection, Db } from 'mongodb';
import { ERASURES, type ErasureDocument } from './erasure-document.ts';
import type { RunHistory } from './history.ts';
import { MAX_RETENTION_DAYS } from './retention.ts';
import { subjectHashOf } from './subject-hash.ts';

export const ERASED_RUNS = 'erased_runs';

/** A run's id is derived from hashes, and says nothing of the record. */
interface ErasedRunDocument {
  readonly _id: string;
  readonly tenantId: string;
  readonly erasedAtMs: number;
  readonly expireAt: Date;
}

/** No history lasts longer. */
const KEPT_MS = MAX_RETENTION_DAYS * 86_400_000;

export const erasedRunsCollection: CollectionSpec = {
  collection: ERASED_RUNS,
  indexes: [{ key: { expireAt: 1 }, expireAfterSeconds: 0 }],
};

/** Remembers them. To be called before they are erased: afterwards nothing tells which they were. */
export async function rememberErased(
  db: Db,
  tenantId: string,
  runIds: readonly string[],
  erasedAtMs: number,
): Promise<void> {
  const $setOnInsert = { tenantId, erasedAtMs, expireAt: new Date(erasedAtMs + KEPT_MS) };
  const writes = runIds.map((_id) => ({
    updateOne: { filter: { _id }, update: { $setOnInsert }, upsert: true },
  }));
  const erased: Collection<ErasedRunDocument> = db.collection(ERASED_RUNS);
  if (writes.length > 0) await inStore(() => erased.bulkWrite(writes, { ordered: false }));
}

/** A run, as far as it tells whether it was erased. */
export type ErasableRun = Pick<RunHistory, 'runId' | 'tenantId' | 'module' | 'recordId' | 'startedAtMs'>;

/** The runs among `runs` that were erased, by id or by their record's hash; since when. Throws `store_unavailable`. */
export function erasedAmong(db: Db, runs: readonly ErasableRun[]): Promise<ReadonlyMap<string, number>> {
  return inStore(async () => {
    const byRun = await erasedByRun(db, runs);
    const byHash = await erasedByHash(db, runs);
    const found = runs.flatMap((run) => {
      const hashedAtMs = byHash.get(hashOf(run)) ?? -Infinity;
      const atMs = byRun.get(run.runId) ?? (run.startedAtMs <= hashedAtMs ? hashedAtMs : null);
      return atMs === null ? [] : [[run.runId, atMs] as const];
    });
    return new Map(found);
  });
}

async function erasedByRun(db: Db, runs: readonly ErasableRun[]): Promise<ReadonlyMap<string, number>> {
  const erased: Collection<ErasedRunDocument> = db.collection(ERASED_RUNS);
  const found = await erased.find({ _id: { $in: runs.map(({ runId }) => runId) } }).toArray();
  return new Map(found.map(({ _id, erasedAtMs }) => [_id, erasedAtMs]));
}

async function erasedByHash(db: Db, runs: readonly ErasableRun[]): Promise<ReadonlyMap<string, number>> {
  const erasures: Collection<ErasureDocument> = db.collection(ERASURES);
  const atMs = new Map<string, number>();
  const found = erasures.find({ subjectHash: { $in: [...new Set(runs.map(hashOf))] } });
  for await (const { subjectHash, requestedAtMs } of found)
    atMs.set(subjectHash, Math.max(requestedAtMs, atMs.get(subjectHash) ?? 0));
  return atMs;
}

const hashOf = ({ tenantId, module, recordId }: ErasableRun): string =>
  subjectHashOf(tenantId, module, recordId);
