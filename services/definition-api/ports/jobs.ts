/** Port: jobs, worked off under leases: who holds one works on its next page, and writes down how far it came. */
import { inStore, isDuplicateKey, type TenantContext } from '@upshot/mongo';
import type { Collection, Db, Filter, UpdateFilter } from 'mongodb';
import {
  JOBS,
  type Job,
  type JobCounts,
  type JobDocument,
  type NewJob,
  type RunPlace,
} from './job-document.ts';

/** A job and the lease under which it is held. */
export interface HeldJob {
  readonly job: Job;
  readonly lease: string;
}

/** What became of a job's turn: a page, the end of a pass, or its end. */
export type Turn =
  | { readonly kind: 'page'; readonly after: RunPlace; readonly counts: JobCounts; readonly freeAtMs: number }
  | { readonly kind: 'pass'; readonly freeAtMs: number }
  | { readonly kind: 'end' };

/** A page of jobs, the newest first. */
export interface JobsPage {
  readonly after: { readonly atMs: number; readonly id: string } | null;
  readonly limit: number;
}

/** Every method may throw `store_unavailable`. */
export interface Jobs {
  /** Inserts it unless it is there. */
  add(job: NewJob): Promise<void>;
  find(tenant: TenantContext, id: string): Promise<Job | null>;
  page(tenant: TenantContext, question: JobsPage): Promise<readonly Job[]>;
  /** The job that has waited longest for its next turn; null where none is due. */
  claim(lease: string, leaseMs: number): Promise<HeldJob | null>;
  /** Notes what became of a turn; false where the lease has passed to another, or the job was stopped. */
  note(held: HeldJob, turn: Turn): Promise<boolean>;
  /** Whether it was running. What it has told runs so far stays. */
  stop(tenant: TenantContext, id: string): Promise<boolean>;
}

type Documents = Collection<JobDocument>;

/** The jobs in `db`. */
export function createJobs(db: Db, now: () => number): Jobs {
  const documents: Documents = db.collection(JOBS.collection);
  const at = () => new Date(now());
  return {
    add: (job) => inStore(() => add(documents, job, at())),
    find: ({ tenantId }, id) =>
      inStore(async () => {
        const found = await documents.findOne({ _id: { $eq: id }, tenantId: { $eq: tenantId } });
        return found && toJob(found);
      }),
    page: (tenant, question) => inStore(() => page(documents, tenant, question)),
    claim: (lease, leaseMs) => inStore(() => claim(documents, lease, at(), leaseMs)),
    note: ({ job, lease }, turn) =>
      inStore(async () => {
        const filter = { _id: job.id, lease, status: 'running' as const };
        return (await documents.updateOne(filter, updateOf(turn, at()))).matchedCount === 1;
      }),
    stop: ({ tenantId }, id) =>
      inStore(async () => {
        const filter: Filter<JobDocument> = {
          _id: { $eq: id },
          tenantId: { $eq: tenantId },
          status: 'running',
        };
        const stopped = { status: 'stopped', finishedAt: at(), updatedAt: at() } as const;
        return (await documents.updateOne(filter, { $set: stopped })).matchedCount === 1;
      }),
  };
}

async function add(documents: Documents, job: NewJob, at: Date): Promise<void> {
  const { id, tenantId, verb, total, passes } = job;
  const document: JobDocument = {
    _id: id,
    tenantId,
    verb,
    plan: JSON.stringify(job),
    status: 'running',
    total,
    seen: 0,
    told: 0,
    unplaced: 0,
    passesLeft: passes,
    after: null,
    createdAt: at,
    updatedAt: at,
    finishedAt: null,
    lease: '',
    freeAt: at,
  };
  try {
    await documents.insertOne(document);
  } catch (thrown) {
    if (!isDuplicateKey(thrown)) throw thrown;
  }
}

async function page(documents: Documents, { tenantId }: TenantContext, { after, limit }: JobsPage) {
  const filter: Filter<JobDocument> = { tenantId: { $eq: tenantId }, ...(after !== null && beyond(after)) };
  const found = await documents.find(filter).sort({ createdAt: -1, _id: -1 }).limit(limit).toArray();
  return found.map(toJob);
}

function beyond({ atMs, id }: NonNullable<JobsPage['after']>): Filter<JobDocument> {
  const createdAt = new Date(atMs);
  return { createdAt: { $lte: createdAt }, $or: [{ createdAt: { $lt: createdAt } }, { _id: { $lt: id } }] };
}

async function claim(
  documents: Documents,
  lease: string,
  at: Date,
  leaseMs: number,
): Promise<HeldJob | null> {
  const found = await documents.findOneAndUpdate(
    { status: 'running', freeAt: { $lte: at } },
    { $set: { lease, freeAt: new Date(at.getTime() + leaseMs) } },
    { sort: { freeAt: 1 }, returnDocument: 'after' },
  );
  return found && { job: toJob(found), lease };
}

function updateOf(turn: Turn, at: Date): UpdateFilter<JobDocument> {
  if (turn.kind === 'end') return { $set: { status: 'done', finishedAt: at, updatedAt: at } };
  const freeAt = new Date(turn.freeAtMs);
  if (turn.kind === 'pass') return { $set: { after: null, freeAt, updatedAt: at }, $inc: { passesLeft: -1 } };
  return { $set: { after: turn.after, freeAt, updatedAt: at }, $inc: { ...turn.counts } };
}

function toJob(document: JobDocument): Job {
  const { _id, plan, status, seen, told, unplaced, passesLeft, after } = document;
  const { passes: _passes, ...asked }: NewJob = JSON.parse(plan);
  return {
    ...asked,
    id: _id,
    status,
    seen,
    told,
    unplaced,
    passesLeft,
    after,
    createdAtMs: document.createdAt.getTime(),
    updatedAtMs: document.updatedAt.getTime(),
    finishedAtMs: document.finishedAt?.getTime() ?? null,
  };
}
