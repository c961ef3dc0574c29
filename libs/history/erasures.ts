/**
 * Erasures: what is asked for, and how far it has come. Each service takes its part from the collection and answers in it. There is no
 * topic for this, since a log would go on holding the subject's id; here it is dropped once every part is done.
 */
import { randomUUID } from 'node:crypto';
import { inStore, type TenantContext } from '@upshot/mongo';
import type { Collection, Db } from 'mongodb';
import {
  ERASURES,
  ERASURE_PARTS,
  type Erasure,
  type ErasureDocument,
  type ErasePart,
  type ErasurePart,
  type Subject,
} from './erasure-document.ts';
import { subjectHashOf } from './subject-hash.ts';
import { workOff } from './work-off.ts';

/** Every method may throw `store_unavailable`. */
export interface Erasures {
  request(tenant: TenantContext, subject: Subject, by: string): Promise<Erasure>;
  find(tenant: TenantContext, id: string): Promise<Erasure | null>;
  /** The newest first. */
  list(tenant: TenantContext, limit: number): Promise<readonly Erasure[]>;
  /** Whether some erasure waits for one of these parts. */
  isWaiting(parts: readonly ErasurePart[]): Promise<boolean>;
  /** Does what is due of one part; returns how many erasures that part has done. */
  workOff(part: ErasurePart, erase: ErasePart): Promise<number>;
}

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
    async isWaiting(parts) {
      const waits = { waiting: { $in: [...parts] }, finishedAtMs: null };
      return (await inStore(() => erasures.findOne(waits, { projection: { _id: 1 } }))) !== null;
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
