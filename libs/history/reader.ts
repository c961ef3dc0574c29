/** Reads run history for people; every question begins with whose it is. */
import { inStore, type TenantContext } from '@upshot/mongo';
import type { Collection, Db, Filter } from 'mongodb';
import { fromDocument, type HistoryDocument, RUN_HISTORY } from './document.ts';
import type { RunHistory } from './history.ts';

/** Which runs: of one definition or of all, `page` counted from 1. */
export interface ListRuns {
  readonly definitionId?: string;
  readonly page: number;
  readonly limit: number;
}

/** One page of runs, newest first, and how many there are in all. */
export interface RunPage {
  readonly runs: readonly RunHistory[];
  readonly total: number;
}

/** Every method may throw `store_unavailable`. */
export interface HistoryReader {
  /** The tenant's runs, newest first. */
  listRuns(tenant: TenantContext, question: ListRuns): Promise<RunPage>;
  /** The tenant's run with that id; null where there is none, or where it is another tenant's. */
  findRun(tenant: TenantContext, runId: string): Promise<RunHistory | null>;
}

/** The most runs on one page, whatever was asked for. */
const MAX_LIMIT = 200;

/** A reader of the history in `db`. */
export function createHistoryReader(db: Db): HistoryReader {
  const histories = db.collection<HistoryDocument>(RUN_HISTORY);
  return {
    listRuns: (tenant, question) => inStore(() => listRuns(histories, tenant, question)),
    findRun: (tenant, runId) => inStore(() => findRun(histories, tenant, runId)),
  };
}

async function listRuns(
  histories: Collection<HistoryDocument>,
  tenant: TenantContext,
  { definitionId, page, limit }: ListRuns,
): Promise<RunPage> {
  const filter: Filter<HistoryDocument> = {
    tenantId: { $eq: tenant.tenantId },
    ...(definitionId === undefined ? {} : { definitionId: { $eq: definitionId } }),
    // What happened in the sandbox happened to nobody.
    sandbox: { $eq: false },
  };
  const size = Math.min(Math.max(1, limit), MAX_LIMIT);
  const [documents, total] = await Promise.all([
    histories
      .find(filter)
      .sort({ startedAtMs: -1, _id: -1 })
      .skip((Math.max(1, page) - 1) * size)
      .limit(size)
      .toArray(),
    histories.countDocuments(filter),
  ]);
  return { runs: documents.map(fromDocument), total };
}

async function findRun(
  histories: Collection<HistoryDocument>,
  tenant: TenantContext,
  runId: string,
): Promise<RunHistory | null> {
  const filter = { _id: { $eq: runId }, tenantId: { $eq: tenant.tenantId } };
  // Else the planner may walk all of the tenant's runs for this one.
  const document = await histories.findOne(filter, { hint: { _id: 1 } });
  return document === null ? null : fromDocument(document);
}
