/** Port: the audit, which is the outbox too: an act is recorded once, carried out from its document, and never changed. */
import { inStore, isDuplicateKey, type TenantContext } from '@upshot/mongo';
import type { Collection, Db, Filter } from 'mongodb';
import {
  ACTS,
  type Act,
  type ActDocument,
  type ActVerb,
  type GivenAnswer,
  type NewAct,
  type Todo,
} from './act-document.ts';

/** What an act of the same id was, where there is one. */
export interface KnownAct {
  readonly bodyHash: string | null;
  readonly answer: GivenAnswer;
}

/** An act that is to be carried out. */
export interface UndoneAct extends TenantContext {
  readonly id: string;
  readonly atMs: number;
  readonly subjectId: string | null;
  readonly todo: readonly Todo[];
}

/** A page of the audit, the newest first. */
export interface ActsPage {
  readonly subject?: string | undefined;
  /** A person, or a key. */
  readonly by?: string | undefined;
  readonly verb?: ActVerb | undefined;
  /** The last one of the page before; null for the first page. */
  readonly after: { readonly atMs: number; readonly id: string } | null;
  readonly limit: number;
}

/** Every method may throw `store_unavailable`. */
export interface Acts {
  find(tenant: TenantContext, id: string): Promise<KnownAct | null>;
  /** False where one of that id is there already. */
  record(act: NewAct): Promise<boolean>;
  page(tenant: TenantContext, question: ActsPage): Promise<readonly Act[]>;
  /** What is to be carried out of an act and, before it, of earlier ones on the same subject. */
  undoneUpTo(id: string): Promise<readonly UndoneAct[]>;
  /** Ids of acts that have been waiting since before `beforeMs`, the oldest first. */
  undone(beforeMs: number, limit: number): Promise<readonly string[]>;
  markDone(id: string): Promise<void>;
}

type Documents = Collection<ActDocument>;

/** The acts in `db`; `now` is the clock of the audit. */
export function createActs(db: Db, now: () => number): Acts {
  const documents: Documents = db.collection(ACTS.collection);
  return {
    find: ({ tenantId }, id) =>
      inStore(async () => {
        const found = await documents.findOne({ _id: { $eq: id }, tenantId: { $eq: tenantId } });
        return found && { bodyHash: found.bodyHash, answer: JSON.parse(found.answer) };
      }),
    record: (act) => inStore(() => record(documents, act, new Date(now()))),
    page: (tenant, question) => inStore(() => page(documents, tenant, question)),
    undoneUpTo: (id) => inStore(() => undoneUpTo(documents, id)),
    undone: (beforeMs, limit) =>
      inStore(async () => {
        const filter: Filter<ActDocument> = { undone: true, at: { $lt: new Date(beforeMs) } };
        const cursor = documents
          .find(filter, { projection: { _id: 1 } })
          .sort({ at: 1 })
          .limit(limit);
        return (await cursor.toArray()).map(({ _id }) => _id);
      }),
    markDone: (id) =>
      inStore(async () => {
        await documents.updateOne({ _id: { $eq: id } }, { $unset: { todo: '', undone: '' } });
      }),
  };
}

async function record(documents: Documents, { id, todo, detail, answer, ...act }: NewAct, at: Date) {
  const undone = todo.length > 0 ? { todo: JSON.stringify(todo), undone: true as const } : {};
  const texts = { detail: JSON.stringify(detail), answer: JSON.stringify(answer) };
  try {
    await documents.insertOne({ _id: id, at, ...act, ...texts, ...undone });
    return true;
  } catch (thrown) {
    if (isDuplicateKey(thrown)) return false;
    throw thrown;
  }
}

async function page(
  documents: Documents,
  { tenantId }: TenantContext,
  { subject, by, verb, after, limit }: ActsPage,
): Promise<readonly Act[]> {
  const filter: Filter<ActDocument> = {
    tenantId: { $eq: tenantId },
    ...(subject !== undefined && { 'subject.id': { $eq: subject } }),
    ...(by !== undefined && { $and: [{ $or: [{ by: { $eq: by } }, { key: { $eq: by } }] }] }),
    ...(verb !== undefined && { verb }),
    ...(after !== null && beyond(after)),
  };
  const found = await documents.find(filter).sort({ at: -1, _id: -1 }).limit(limit).toArray();
  return found.map(toAct);
}

/** The bound is for the index; what of the same moment was shown already is left out after it. */
function beyond({ atMs, id }: NonNullable<ActsPage['after']>): Filter<ActDocument> {
  const at = new Date(atMs);
  return { at: { $lte: at }, $or: [{ at: { $lt: at } }, { _id: { $lt: id } }] };
}

const toAct = ({ _id, at, by, key, verb, subject, reason, detail }: ActDocument): Act => ({
  id: _id,
  atMs: at.getTime(),
  by,
  key: key ?? null,
  verb,
  subject,
  reason,
  detail: JSON.parse(detail),
});

async function undoneUpTo(documents: Documents, id: string): Promise<readonly UndoneAct[]> {
  const last = await documents.findOne({ _id: { $eq: id }, undone: true });
  if (last === null) return [];
  const { tenantId, subject, at } = last;
  if (subject.id === null) return [toUndone(last)];
  const same = { tenantId: { $eq: tenantId }, 'subject.id': { $eq: subject.id }, undone: true as const };
  const earlier = await documents
    .find({ ...same, at: { $lte: at }, _id: { $ne: id } })
    .sort({ at: 1 })
    .toArray();
  return [...earlier, last].map(toUndone);
}

const toUndone = ({ _id, tenantId, at, subject, todo = '[]' }: ActDocument): UndoneAct => ({
  id: _id,
  tenantId,
  atMs: at.getTime(),
  subjectId: subject.id,
  todo: JSON.parse(todo),
});
