/**
 * Erasures: what is asked for, and how far it has come. Each service takes its part from the collection and answers in it. There is no
 * topic for this, since a log would go on holding the subject's id; here it is dropped once every part is done.
 */
import { createHash, randomUUID } from 'node:crypto';
import { inStore, type CollectionSpec, type TenantContext } from '@upshot/mongo';
import type { Collection, Db } from 'mongodb';

export const ERASURES = 'erasures';

/** Who has something to erase: the history first, which knows of which effects the others have to. */
export const ERASURE_PARTS = ['history', 'tasks', 'mirror', 'ledger'] as const;
export type ErasurePart = (typeof ERASURE_PARTS)[number];

/** Whom or what it is about. */
export interface Subject {
  readonly module: string;
  readonly recordId: string;
  /** Other texts that name the subject, an address or a number: runs that hold one are erased as well. */
  readonly texts: readonly string[];
}

interface PartDone {
  readonly part: ErasurePart;
  readonly count: number;
  readonly doneAtMs: number;
}

export interface ErasureDocument extends Partial<Subject> {
  readonly _id: string;
  readonly tenantId: string;
  /** What stays of the subject: the hash of tenant, module and record. */
  readonly subjectHash: string;
  readonly requestedBy: string;
  readonly requestedAtMs: number;
  readonly waiting: readonly ErasurePart[];
  readonly done: readonly PartDone[];
  readonly finishedAtMs: number | null;
  /** Effects of the runs that were erased; known once the history is done. */
  readonly effectIds?: readonly string[];
}

/** An erasure as people see it: the audit's entry, which never says whom it was about. */
export type Erasure = Pick<
  ErasureDocument,
  'subjectHash' | 'requestedBy' | 'requestedAtMs' | 'waiting' | 'done' | 'finishedAtMs'
> & { readonly id: string };

export const erasuresCollection: CollectionSpec = {
  collection: ERASURES,
  indexes: [
    { key: { waiting: 1 }, partialFilterExpression: { finishedAtMs: null } },
    { key: { tenantId: 1, requestedAtMs: -1, _id: -1 } },
  ],
};

/** What a part is given. */
export interface DueErasure extends Subject {
  readonly tenantId: string;
  readonly requestedAtMs: number;
  readonly effectIds: readonly string[];
}

/** Keeps, before anything is erased, of which effects the others have to erase. */
export type RememberEffects = (effectIds: readonly string[]) => Promise<void>;

/** How much a part has erased; null where it has to be asked again later. */
export type ErasePart = (erasure: DueErasure, remember: RememberEffects) => Promise<number | null>;

/** Every method may throw `store_unavailable`. */
export interface Erasures {
  request(tenant: TenantContext, subject: Subject, by: string): Promise<Erasure>;
  find(tenant: TenantContext, id: string): Promise<Erasure | null>;
  /** The newest first. */
  list(tenant: TenantContext, limit: number): Promise<readonly Erasure[]>;
  /** Does what is due of one part; returns how many erasures that part has done. */
  workOff(part: ErasurePart, erase: ErasePart): Promise<number>;
}

/** The hash by which an erased subject is known again, where its record is. */
export const subjectHashOf = (tenantId: string, module: string, recordId: string): string =>
  createHash('sha256')
    .update(JSON.stringify([tenantId, module, recordId]))
    .digest('hex');

/** The erasures in `db`. */
export function createErasures(db: Db, now: () => number): Erasures {
  const erasures = db.collection<ErasureDocument>(ERASURES);
  return {
    request: (tenant, subject, by) => inStore(() => request(erasures, tenant, subject, by, now())),
    async find({ tenantId }, id) {
      const found = await inStore(() =>
        erasures.findOne({ _id: { $eq: id }, tenantId: { $eq: tenantId } }, { hint: { _id: 1 } }),
      );
      return found === null ? null : shown(found);
    },
    async list({ tenantId }, limit) {
      const ours = erasures.find({ tenantId: { $eq: tenantId } });
      const sorted = ours.sort({ requestedAtMs: -1, _id: -1 }).limit(limit);
      return (await inStore(() => sorted.toArray())).map(shown);
    },
    workOff: (part, erase) => workOff(erasures, part, erase, now),
  };
}

async function request(
  erasures: Collection<ErasureDocument>,
  { tenantId }: TenantContext,
  { module, recordId, texts }: Subject,
  requestedBy: string,
  requestedAtMs: number,
): Promise<Erasure> {
  const document: ErasureDocument = {
    _id: randomUUID(),
    tenantId,
    subjectHash: subjectHashOf(tenantId, module, recordId),
    module,
    recordId,
    texts,
    requestedBy,
    requestedAtMs,
    waiting: ERASURE_PARTS,
    done: [],
    finishedAtMs: null,
  };
  await erasures.insertOne(document);
  return shown(document);
}

const shown = (document: ErasureDocument): Erasure => {
  const { _id: id, subjectHash, requestedBy, requestedAtMs, waiting, done, finishedAtMs } = document;
  return { id, subjectHash, requestedBy, requestedAtMs, waiting, done, finishedAtMs };
};

async function workOff(
  erasures: Collection<ErasureDocument>,
  part: ErasurePart,
  erase: ErasePart,
  now: () => number,
): Promise<number> {
  const due = await inStore(() => erasures.find({ waiting: part, finishedAtMs: null }).toArray());
  let count = 0;
  for (const each of due) {
    // The others wait for what the history knows.
    if (part !== 'history' && each.waiting.includes('history')) continue;
    const { _id } = each;
    const erased = await erase(dueOf(each), async (effectIds) => {
      await inStore(() =>
        erasures.updateOne({ _id }, { $addToSet: { effectIds: { $each: [...effectIds] } } }),
      );
    });
    if (erased === null) continue;
    await inStore(() => finishPart(erasures, _id, part, erased, now()));
    count += 1;
  }
  return count;
}

const dueOf = (document: ErasureDocument): DueErasure => {
  const { tenantId, requestedAtMs, module = '', recordId = '', texts = [], effectIds = [] } = document;
  return { tenantId, requestedAtMs, module, recordId, texts, effectIds };
};

/** The last part to be done takes the subject out of the entry. */
async function finishPart(
  erasures: Collection<ErasureDocument>,
  _id: string,
  part: ErasurePart,
  count: number,
  doneAtMs: number,
): Promise<void> {
  await erasures.updateOne(
    { _id, waiting: part },
    {
      $pull: { waiting: part },
      $push: { done: { part, count, doneAtMs } },
    },
  );
  await erasures.updateOne(
    { _id, waiting: { $size: 0 }, finishedAtMs: null },
    {
      $set: { finishedAtMs: doneAtMs },
      $unset: { module: true, recordId: true, texts: true, effectIds: true },
    },
  );
}
