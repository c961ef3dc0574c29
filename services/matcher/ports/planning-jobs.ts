/** Jobs that plan the records which existed before a definition: one for each of its revisions, kept so that none is lost or done twice. */
import { randomUUID } from 'node:crypto';
import { inStore, type CollectionSpec } from '@upshot/mongo';
import type { Db } from 'mongodb';
import type { TimeRule } from '../time/time-rules.ts';

export interface PlanningJob {
  readonly _id: string;
  readonly tenantId: string;
  readonly definitionId: string;
  readonly revision: number;
  /** The last record that was planned, as the mirror orders them; null before the first. */
  readonly cursor: string | null;
  readonly done: boolean;
  /** How many commands it has sent; a page that was sent twice counts once. */
  readonly sent: number;
  readonly lease: string | null;
  readonly leaseUntilMs: number;
}

/** Every method may throw `store_unavailable`. */
export interface PlanningJobs {
  /** Adds the jobs of the rules' revisions where they are missing, in place of those of earlier ones. */
  add(rules: readonly TimeRule[]): Promise<void>;
  /** A job that is not done and that nobody else works on; null where there is none. */
  claim(): Promise<PlanningJob | null>;
  /** How long until some job can be claimed; null where none is left. */
  nextInMs(): Promise<number | null>;
  /** Saves how far the job is (null: to its end) and holds it on. False where another has claimed it since. */
  advance(job: PlanningJob, cursor: string | null, sent: number): Promise<boolean>;
  /** Gives the job back. */
  release(job: PlanningJob): Promise<void>;
}

export interface PlanningJobsOptions {
  /** How long a claim holds without progress (default 30 s). */
  readonly leaseMs?: number;
  /** How long after its publishing every matcher has surely read a definition (default 3 s). */
  readonly settleMs?: number;
}

const PLANNING_JOBS = 'planning_jobs';

export const planningCollections: readonly CollectionSpec[] = [
  {
    collection: PLANNING_JOBS,
    indexes: [{ key: { done: 1, leaseUntilMs: 1 } }, { key: { tenantId: 1, definitionId: 1, revision: 1 } }],
  },
];

/** MongoDB's clock, which all matchers share. */
const NOW_MS = { $toLong: '$$NOW' };

/** The jobs in a database. */
export function createPlanningJobs(
  db: Db,
  { leaseMs = 30_000, settleMs = 3_000 }: PlanningJobsOptions = {},
): PlanningJobs {
  const jobs = db.collection<PlanningJob>(PLANNING_JOBS);
  const held = ({ _id, lease }: PlanningJob) => ({ _id, lease });
  return {
    async add(rules) {
      if (rules.length === 0) return;
      const writes = rules.flatMap((rule) => {
        const job = jobOf(rule, settleMs);
        const { tenantId, definitionId, revision } = job;
        const earlier = { tenantId, definitionId, revision: { $lt: revision } };
        return [
          { updateOne: { filter: { _id: job._id }, update: { $setOnInsert: job }, upsert: true } },
          { deleteMany: { filter: earlier } },
        ];
      });
      await inStore(() => jobs.bulkWrite(writes));
    },
    claim: () =>
      inStore(() =>
        jobs.findOneAndUpdate(
          { done: false, $expr: { $lte: ['$leaseUntilMs', NOW_MS] } },
          [{ $set: { lease: randomUUID(), leaseUntilMs: { $add: [NOW_MS, leaseMs] } } }],
          { sort: { leaseUntilMs: 1 }, returnDocument: 'after' },
        ),
      ),
    async nextInMs() {
      const [next] = await inStore(() =>
        jobs
          .find({ done: false })
          .sort({ leaseUntilMs: 1 })
          .limit(1)
          .project<{ leaseUntilMs: number; now: Date }>({ leaseUntilMs: 1, now: '$$NOW' })
          .toArray(),
      );
      return next === undefined ? null : next.leaseUntilMs - next.now.getTime();
    },
    async advance(job, cursor, sent) {
      const progress = cursor === null ? { done: true } : { cursor: { $literal: cursor } };
      const step = {
        ...progress,
        sent: { $add: ['$sent', sent] },
        leaseUntilMs: { $add: [NOW_MS, leaseMs] },
      };
      const { matchedCount } = await inStore(() => jobs.updateOne(held(job), [{ $set: step }]));
      return matchedCount === 1;
    },
    async release(job) {
      await inStore(() => jobs.updateOne(held(job), [{ $set: { lease: null, leaseUntilMs: NOW_MS } }]));
    },
  };
}

function jobOf({ definition, revision, publishedAtMs }: TimeRule, settleMs: number): PlanningJob {
  const { tenantId, id: definitionId } = definition;
  return {
    _id: JSON.stringify([tenantId, definitionId, revision]),
    tenantId,
    definitionId,
    revision,
    cursor: null,
    done: false,
    sent: 0,
    lease: null,
    leaseUntilMs: publishedAtMs + settleMs,
  };
}
