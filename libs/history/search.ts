/** Searches a tenant's runs, the newest first, within a bounded effort whatever is asked for. */
import { inStore, type TenantContext } from '@upshot/mongo';
import type { Collection, Db, Document, Filter } from 'mongodb';
import { fromDocument, RUN_HISTORY, type HistoryDocument } from './document.ts';
import type { RunHistory, RunHistoryStatus } from './history.ts';
import { placesOf, type Places, type RunQuestion } from './search-plan.ts';

/** Where a page ended. A run's start never changes, so a place stays where it was. */
export interface Place {
  readonly startedAtMs: number;
  readonly runId: string;
}

/** Which runs, and how many behind which place. */
export interface SearchRuns extends RunQuestion {
  readonly statuses?: readonly RunHistoryStatus[] | undefined;
  readonly sandbox?: boolean | undefined;
  /** Started at or after, and before. */
  readonly fromMs?: number | undefined;
  readonly toMs?: number | undefined;
  readonly after?: Place | null;
  readonly limit: number;
}

/** A run without its steps. */
export type RunSummary = Omit<RunHistory, 'steps' | 'happenings' | 'begunWith'>;

/** Where `next` is set there may be more behind it, also where this page is not full: a page looks only so far. */
export interface FoundRuns {
  readonly runs: readonly RunSummary[];
  readonly next: Place | null;
}

export interface HistorySearch {
  /** Throws `store_unavailable`. */
  search(tenant: TenantContext, question: SearchRuns): Promise<FoundRuns>;
}

/** How many runs a page looks at where no index answers the whole question. */
const LOOKED_AT = 1_000;
const MAX_LIMIT = 200;
/** What would take longer is broken off: somebody waits for it. */
const MAX_TIME_MS = 10_000;
const NEWEST_FIRST = { startedAtMs: -1, _id: -1 } as const;

/** A search over the history in `db`. */
export function createHistorySearch(db: Db, lookedAt: number = LOOKED_AT): HistorySearch {
  const histories = db.collection<HistoryDocument>(RUN_HISTORY);
  return { search: (tenant, question) => inStore(() => search(histories, tenant, question, lookedAt)) };
}

async function search(
  histories: Collection<HistoryDocument>,
  tenant: TenantContext,
  question: SearchRuns,
  lookedAt: number,
): Promise<FoundRuns> {
  const limit = Math.min(Math.max(1, question.limit), MAX_LIMIT);
  const places = placesOf(question);
  const candidates = candidatesOf(tenant, question, places);
  const rest = restOf(question, places);
  const isWhole = Object.keys(rest).length === 0;
  const hint = indexOf(places);
  const found = await histories
    .aggregate<HistoryDocument>(
      [
        { $match: candidates },
        { $sort: NEWEST_FIRST },
        ...(isWhole ? [] : [{ $limit: lookedAt }, { $match: rest }]),
        { $limit: limit + 1 },
        { $project: { steps: 0, happenings: 0, begun: 0, terms: 0 } },
      ],
      { hint, maxTimeMS: MAX_TIME_MS },
    )
    .toArray();
  const runs = found.slice(0, limit).map(summaryOf);
  if (found.length > limit) return { runs, next: placeOf(runs.at(-1)) };
  return { runs, next: isWhole ? null : await lastLookedAt(histories, candidates, hint, lookedAt) };
}

type Index = Readonly<Record<string, 1 | -1>>;

function indexOf({ first }: Places): Index {
  if (first === null) return { tenantId: 1, startedAtMs: -1, _id: -1 };
  if ('term' in first) return { tenantId: 1, terms: 1, startedAtMs: -1, _id: -1 };
  return { tenantId: 1, definitionId: 1, startedAtMs: -1, _id: -1, sandbox: 1 };
}

/** What one range of one index holds, in order. */
function candidatesOf(
  { tenantId }: TenantContext,
  { fromMs, toMs, after }: SearchRuns,
  { first }: Places,
): Filter<HistoryDocument> {
  const until = Math.min(toMs === undefined ? Infinity : toMs - 1, after?.startedAtMs ?? Infinity);
  const range = {
    ...(fromMs !== undefined && { $gte: fromMs }),
    ...(until !== Infinity && { $lte: until }),
  };
  return {
    tenantId: { $eq: tenantId },
    ...(first !== null && 'term' in first && { terms: { $eq: first.term } }),
    ...(first !== null && 'definitionId' in first && { definitionId: { $eq: first.definitionId } }),
    ...(Object.keys(range).length > 0 && { startedAtMs: range }),
    // Of those that began with the last one of the page before, the ones behind it.
    ...(after && {
      $or: [{ startedAtMs: { $lt: after.startedAtMs } }, { _id: { $lt: after.runId } }],
    }),
  };
}

function restOf(question: SearchRuns, { others, asksDefinition }: Places): Document {
  const { definitionId, module, recordId, statuses, sandbox } = question;
  return {
    ...(asksDefinition && { definitionId: { $eq: definitionId } }),
    ...(module !== undefined && { module: { $eq: module } }),
    ...(recordId !== undefined && { recordId: { $eq: recordId } }),
    ...(others.length > 0 && { terms: { $all: others } }),
    ...(statuses !== undefined && statuses.length > 1 && { status: { $in: statuses } }),
    ...(sandbox !== undefined && { sandbox: { $eq: sandbox } }),
  };
}

/** Where the effort of a page ends; null where it gets to the end of what there is. Read from the index alone. */
async function lastLookedAt(
  histories: Collection<HistoryDocument>,
  candidates: Filter<HistoryDocument>,
  hint: Index,
  lookedAt: number,
): Promise<Place | null> {
  const [last] = await histories
    .find(candidates, { hint, maxTimeMS: MAX_TIME_MS })
    .sort(NEWEST_FIRST)
    .skip(lookedAt - 1)
    .limit(1)
    .project<{ _id: string; startedAtMs: number }>({ _id: 1, startedAtMs: 1 })
    .toArray();
  return last === undefined ? null : { startedAtMs: last.startedAtMs, runId: last._id };
}

/** A run of a list, from a document that was read without its steps. */
export function summaryOf(document: Omit<HistoryDocument, 'steps' | 'happenings' | 'terms'>): RunSummary {
  const {
    steps: _steps,
    happenings: _none,
    begunWith: _begun,
    ...run
  } = fromDocument({
    ...document,
    steps: [],
    happenings: [],
    terms: [],
  });
  return run;
}

const placeOf = (run: RunSummary | undefined): Place | null =>
  run === undefined ? null : { startedAtMs: run.startedAtMs, runId: run.runId };
