/** A job as it stands in MongoDB: one thing done to all open runs of a filter, page by page. */
import type { CollectionSpec, TenantContext } from '@upshot/mongo';

export const JOB_VERBS = ['pause', 'resume', 'cancel', 'take_over'] as const;
export type JobVerb = (typeof JOB_VERBS)[number];

/** Which open runs. What is left out does not matter. */
export interface RunFilter {
  readonly definitionId?: string | undefined;
  readonly versions?: readonly number[] | undefined;
  /** Only versions earlier than this one. */
  readonly beforeVersion?: number | undefined;
  readonly status?: 'running' | 'paused' | undefined;
  readonly module?: string | undefined;
  readonly recordIds?: readonly string[] | undefined;
  readonly startedFromMs?: number | undefined;
  readonly startedBeforeMs?: number | undefined;
}

/** Which version takes the runs over, and which of its nodes takes whose place. */
export interface TakeOverPlan {
  readonly version: number;
  /** JSON. */
  readonly graph: string;
  readonly nodes: Readonly<Record<string, string>>;
}

/** A job before it has begun. Its id is that of the act that asked for it. */
export interface NewJob extends TenantContext {
  readonly id: string;
  readonly verb: JobVerb;
  readonly by: string;
  readonly reason: string;
  readonly filter: RunFilter;
  readonly takeOver: TakeOverPlan | null;
  /** How many runs there were when it was asked for. */
  readonly total: number;
  /** How often it goes through all runs: more than once where more may start while it goes. */
  readonly passes: number;
}

/** Where a page of open runs ended. */
export interface RunPlace {
  readonly definitionId: string;
  readonly runId: string;
}

/** How far a job has come. */
export interface JobCounts {
  /** Runs that it has come across. */
  readonly seen: number;
  /** Runs that were told. */
  readonly told: number;
  /** Runs that stay as they are, since they stand on a node without a place. */
  readonly unplaced: number;
}

export interface Job extends Omit<NewJob, 'passes'>, JobCounts {
  readonly status: 'running' | 'done' | 'stopped';
  readonly passesLeft: number;
  readonly after: RunPlace | null;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  readonly finishedAtMs: number | null;
}

/** `plan` is JSON: what names of nodes people choose is no business of the store's. */
export interface JobDocument extends JobCounts {
  readonly _id: string;
  readonly tenantId: string;
  readonly verb: JobVerb;
  readonly plan: string;
  readonly status: Job['status'];
  readonly total: number;
  readonly passesLeft: number;
  readonly after: RunPlace | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly finishedAt: Date | null;
  /** Who works on it now, and from when on somebody else may. */
  readonly lease: string;
  readonly freeAt: Date;
}

export const JOBS: CollectionSpec = {
  collection: 'run_jobs',
  indexes: [
    { key: { tenantId: 1, createdAt: -1, _id: -1 } },
    { key: { status: 1, freeAt: 1 }, partialFilterExpression: { status: 'running' } },
    // One that is over is shown for three months; its act stays.
    { key: { finishedAt: 1 }, expireAfterSeconds: 90 * 86_400 },
  ],
};
