/** Port: the runs that are not over, as the runner's documents tell of them. */
import { inStore, type TenantContext } from '@upshot/mongo';
import { OPEN_RUNS_ORDER, RUNS, type OpenRun, type StandingNode } from '@upshot/schemas';
import type { Collection, Db, Filter } from 'mongodb';
import type { RunFilter, RunPlace } from './job-document.ts';

/** What is known of one run, over or not. */
export interface FoundRun extends Pick<OpenRun, 'definitionId' | 'version' | 'module' | 'recordId'> {
  readonly runId: string;
  readonly status: 'running' | 'paused' | 'finished';
  readonly sandbox: boolean;
}

/** A run on a page. */
export interface PagedRun extends Pick<OpenRun, 'version' | 'standing'> {
  readonly place: RunPlace;
}

/** How many runs stand at the same places of the same version. */
export interface StandingGroup {
  readonly version: number;
  readonly standing: readonly StandingNode[];
  readonly runs: number;
}

/** How many runs there are, by status. */
export interface RunCount {
  readonly runs: number;
  readonly byStatus: Readonly<Record<OpenRun['status'], number>>;
}

/** Every method may throw `store_unavailable`. */
export interface OpenRuns {
  /** Null for a run that is not known, or forgotten: a run that is over is kept for days. */
  find(tenant: TenantContext, runId: string): Promise<FoundRun | null>;
  /** Whether a definition has runs that are not over. */
  any(tenant: TenantContext, definitionId: string): Promise<boolean>;
  /** The versions of a definition that such runs are on. */
  openVersions(tenant: TenantContext, definitionId: string): Promise<readonly number[]>;
  count(tenant: TenantContext, filter: RunFilter): Promise<RunCount>;
  /** In the order of their index. */
  page(
    tenant: TenantContext,
    filter: RunFilter,
    after: RunPlace | null,
    limit: number,
  ): Promise<readonly PagedRun[]>;
  standing(tenant: TenantContext, filter: RunFilter): Promise<readonly StandingGroup[]>;
}

interface RunDocument extends Omit<OpenRun, 'status' | 'open'> {
  readonly status: FoundRun['status'];
  readonly open?: true;
}

type Documents = Collection<RunDocument>;

/** The runs in `db`. */
export function createOpenRuns(db: Db): OpenRuns {
  const documents: Documents = db.collection(RUNS);
  return {
    find: (tenant, runId) => inStore(() => find(documents, tenant, runId)),
    any: (tenant, definitionId) =>
      inStore(async () => (await documents.findOne(filterOf(tenant, { definitionId }), ONLY_ID)) !== null),
    openVersions: (tenant, definitionId) => inStore(() => openVersions(documents, tenant, definitionId)),
    count: (tenant, filter) => inStore(() => count(documents, tenant, filter)),
    page: (tenant, filter, after, limit) => inStore(() => page(documents, tenant, filter, after, limit)),
    standing: (tenant, filter) => inStore(() => standing(documents, tenant, filter)),
  };
}

/** Else the planner may choose to go through all runs that there ever were. */
const BY_INDEX = { hint: OPEN_RUNS_ORDER };
const ONLY_ID = { projection: { _id: 1 } };

/** The tenant and the definition come first, as in the index. */
function filterOf({ tenantId }: TenantContext, filter: RunFilter): Filter<RunDocument> {
  const { definitionId, status, module, recordIds, startedFromMs, startedBeforeMs } = filter;
  const version = versionsOf(filter);
  const started = {
    ...(startedFromMs !== undefined && { $gte: startedFromMs }),
    ...(startedBeforeMs !== undefined && { $lt: startedBeforeMs }),
  };
  return {
    tenantId: { $eq: tenantId },
    ...(definitionId !== undefined && { definitionId: { $eq: definitionId } }),
    open: true,
    ...(version !== null && { version }),
    ...(status !== undefined && { status }),
    ...(module !== undefined && { module: { $eq: module } }),
    ...(recordIds !== undefined && { recordId: { $in: [...recordIds] } }),
    ...(Object.keys(started).length > 0 && { startedAtMs: started }),
  };
}

function versionsOf({ versions, beforeVersion }: RunFilter) {
  if (versions === undefined && beforeVersion === undefined) return null;
  return {
    ...(versions !== undefined && { $in: [...versions] }),
    ...(beforeVersion !== undefined && { $lt: beforeVersion }),
  };
}

async function find(documents: Documents, { tenantId }: TenantContext, runId: string) {
  const of = { _id: { $eq: runId }, tenantId: { $eq: tenantId } };
  const found = await documents.findOne(of, { projection: { state: 0, outbox: 0 } });
  if (found === null) return null;
  const { definitionId, version, module, recordId, status, sandbox = false } = found;
  return { runId, definitionId, version, module, recordId, status, sandbox };
}

async function openVersions(documents: Documents, tenant: TenantContext, definitionId: string) {
  const groups = await documents
    .aggregate<{ _id: number }>(
      [{ $match: filterOf(tenant, { definitionId }) }, { $group: { _id: '$version' } }],
      BY_INDEX,
    )
    .toArray();
  return groups.map(({ _id }) => _id);
}

async function count(documents: Documents, tenant: TenantContext, filter: RunFilter): Promise<RunCount> {
  const groups = await documents
    .aggregate<{ _id: string; runs: number }>(
      [{ $match: filterOf(tenant, filter) }, { $group: { _id: '$status', runs: { $sum: 1 } } }],
      BY_INDEX,
    )
    .toArray();
  const of = (status: string) => groups.find(({ _id }) => _id === status)?.runs ?? 0;
  const byStatus = { running: of('running'), paused: of('paused') };
  return { runs: byStatus.running + byStatus.paused, byStatus };
}

async function page(
  documents: Documents,
  tenant: TenantContext,
  filter: RunFilter,
  after: RunPlace | null,
  limit: number,
): Promise<readonly PagedRun[]> {
  const beyond = after === null ? {} : beyondOf(after, filter);
  const found = await documents
    .find(
      { $and: [filterOf(tenant, filter), beyond] },
      { projection: { definitionId: 1, version: 1, standing: 1 }, hint: OPEN_RUNS_ORDER },
    )
    .sort({ definitionId: 1, _id: 1 })
    .limit(limit)
    .toArray();
  return found.map(({ _id, definitionId, version, standing: stands }) => ({
    place: { definitionId, runId: _id },
    version,
    standing: stands,
  }));
}

/** The first bound is for the index. */
function beyondOf({ definitionId, runId }: RunPlace, filter: RunFilter): Filter<RunDocument> {
  if (filter.definitionId !== undefined) return { _id: { $gt: runId } };
  return {
    definitionId: { $gte: definitionId },
    $or: [{ definitionId: { $gt: definitionId } }, { _id: { $gt: runId } }],
  };
}

async function standing(documents: Documents, tenant: TenantContext, filter: RunFilter) {
  const groups = await documents
    .aggregate<{ _id: { version: number; standing: readonly StandingNode[] }; runs: number }>(
      [
        { $match: filterOf(tenant, filter) },
        { $group: { _id: { version: '$version', standing: '$standing' }, runs: { $sum: 1 } } },
      ],
      BY_INDEX,
    )
    .toArray();
  return groups.map(({ _id, runs }) => ({ ..._id, runs }));
}
