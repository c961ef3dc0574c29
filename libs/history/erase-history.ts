/** Erases subjects from the history: their runs stay, and count, and say nothing of them. */
import { randomUUID } from 'node:crypto';
import { inStore } from '@upshot/mongo';
import type { Collection, Db, Filter } from 'mongodb';
import { fromDocument, RUN_HISTORY, toDocument, type HistoryDocument } from './document.ts';
import { withoutSubject } from './erase-run.ts';
import { erasedAmong, rememberErased } from './erased-runs.ts';
import { ERASURES, type DueErasure, type ErasureDocument, type Remember } from './erasure-document.ts';
import { term } from './terms.ts';

type Histories = Collection<HistoryDocument>;
/** The most effects that are told to the others. */
const MAX_EFFECTS = 100_000;

/** So long runs that were ended for an erasure are waited for: one whose end cannot be recorded must not hold it up for ever. */
const MAX_WAIT_MS = 24 * 3_600_000;

/**
 * Erases one subject; returns in how many runs, null while runs that were ended for it have not been recorded to their end. Of which
 * effects the others have to do the same is remembered first: afterwards nothing here tells whose they were. Throws `store_unavailable`.
 */
export function eraseHistory(
  db: Db,
  erasure: DueErasure,
  remember: Remember,
  nowMs: number,
): Promise<number | null> {
  const histories: Histories = db.collection(RUN_HISTORY);
  return inStore(async () => {
    if (nowMs < erasure.requestedAtMs + MAX_WAIT_MS && !(await areRecorded(histories, erasure.runIds)))
      return null;
    let count = 0;
    for (const filter of filtersOf(erasure)) {
      const { runIds, ...effects } = await knownOf(histories, filter);
      await remember(effects);
      await rememberErased(db, erasure.tenantId, runIds, nowMs);
      for await (const document of histories.find(filter))
        count += await eraseOne(histories, document, nowMs);
    }
    return count;
  });
}

/** Whether nothing of these runs is to come any more. */
async function areRecorded(histories: Histories, runIds: readonly string[]): Promise<boolean> {
  const ended = { _id: { $in: [...runIds] }, finishedAtMs: { $ne: null } };
  return runIds.length === 0 || (await histories.countDocuments(ended)) === runIds.length;
}

/** What is to be known of runs when they are erased: which they are, and their effects. */
async function knownOf(
  histories: Histories,
  filter: Filter<HistoryDocument>,
): Promise<Pick<DueErasure, 'effectIds' | 'openEffectIds' | 'runIds'>> {
  const [effectIds, openEffectIds, runIds] = [new Set<string>(), new Set<string>(), new Set<string>()];
  for await (const { _id, steps } of histories.find(filter)) {
    runIds.add(_id);
    for (const { effectId, status } of steps) {
      if (effectId === null || effectIds.size >= MAX_EFFECTS) continue;
      effectIds.add(effectId);
      if (status === 'cancelled') openEffectIds.add(effectId);
    }
  }
  return { effectIds: [...effectIds], openEffectIds: [...openEffectIds], runIds: [...runIds] };
}

/** Runs on the record by their index; runs that hold one of the texts by a look at all of the tenant's. */
function filtersOf({ tenantId, module, recordId, texts }: DueErasure): readonly Filter<HistoryDocument>[] {
  const ours = { tenantId: { $eq: tenantId }, erasedAtMs: null };
  const byRecord = {
    ...ours,
    terms: term.record(recordId),
    recordId: { $eq: recordId },
    module: { $eq: module },
  };
  return [byRecord, ...texts.map((text) => ({ ...ours, $or: holding(text) }))];
}

/** Inputs and outputs are kept as JSON, in which some characters are escaped. */
function holding(text: string): Filter<HistoryDocument>[] {
  const inJson = JSON.stringify(text).slice(1, -1);
  const regex = new RegExp(RegExp.escape(inJson), 'iu');
  const places = [
    'steps.input',
    'steps.output',
    'begun.variables',
    'begun.results',
    'steps.error.message',
    'happenings.detail',
    'happenings.act.reason',
    'startedBy.reason',
    'endedBy.reason',
    'error',
    'recordId',
  ];
  return places.map((place) => ({ [place]: regex }));
}

/** 1 where it was erased. A recorder that changes the run meanwhile wins, and it is read again. */
async function eraseOne(histories: Histories, found: HistoryDocument, nowMs: number): Promise<number> {
  for (let document: HistoryDocument | null = found; document !== null;) {
    const { _id, lastSeq, expireAt }: HistoryDocument = document;
    const erased: HistoryDocument = toDocument(withoutSubject(fromDocument(document), nowMs), randomUUID());
    const replacement = { ...erased, ...(expireAt !== undefined && { expireAt }) };
    const { matchedCount } = await histories.replaceOne({ _id, lastSeq }, replacement);
    if (matchedCount === 1) return 1;
    document = await histories.findOne({ _id, erasedAtMs: null });
  }
  return 0;
}

const SLICE = 500;

/** Erases again, from a history that was made anew, every run that was erased before. Throws `store_unavailable`. */
export async function eraseAgain(db: Db, collection: string): Promise<number> {
  const histories: Histories = db.collection(collection);
  let count = 0;
  for (const tenantId of await db.collection<ErasureDocument>(ERASURES).distinct('tenantId')) {
    let runs: HistoryDocument[] = [];
    for await (const run of histories.find({ tenantId, erasedAtMs: null })) {
      runs.push(run);
      if (runs.length < SLICE) continue;
      count += await eraseAmong(db, histories, runs);
      runs = [];
    }
    count += await eraseAmong(db, histories, runs);
  }
  return count;
}

async function eraseAmong(db: Db, histories: Histories, runs: readonly HistoryDocument[]): Promise<number> {
  const erased = await erasedAmong(
    db,
    runs.map((run) => ({ ...run, runId: run._id })),
  );
  let count = 0;
  for (const run of runs) {
    const erasedAtMs = erased.get(run._id);
    if (erasedAtMs !== undefined) count += await eraseOne(histories, run, erasedAtMs);
  }
  return count;
}
