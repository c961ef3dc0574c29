/** Statistics per definition and hour: hours that are over are kept as sums, the others are counted when they are asked for. */
import { inStore, type CollectionSpec, type TenantContext } from '@upshot/mongo';
import type { AnyBulkWriteOperation, Collection, Db } from 'mongodb';
import { HOUR_MS, hourOf, type Hour } from './hour.ts';
import { countHour, type DefinitionHour, type Histories } from './count-hour.ts';
import { RUN_HISTORY, type HistoryDocument } from './document.ts';

export const RUN_STATISTICS = 'run_statistics';
/** A kept hour outlives the runs that it was counted from. */
const KEPT_DAYS = 400;
/** An hour is summed up so long after it is over. */
const SETTLED_MS = 2 * HOUR_MS;
/** What comes later than that no longer changes an hour that was summed up: its runs may have been forgotten. */
const OPEN_MS = 24 * HOUR_MS;

interface StatisticsDocument extends DefinitionHour, Partial<Omit<Hour, 'hourMs'>> {
  readonly _id: string;
  /** Set where something happened since it was summed up. */
  readonly touched: boolean;
  readonly touchedBy: number;
  readonly expireAt: Date;
}

export const statisticsCollection: CollectionSpec = {
  collection: RUN_STATISTICS,
  indexes: [
    { key: { tenantId: 1, definitionId: 1, hourMs: 1 } },
    { key: { touched: 1, hourMs: 1 }, partialFilterExpression: { touched: true } },
    { key: { expireAt: 1 }, expireAfterSeconds: 0 },
  ],
};

/** From the hour of `fromMs` up to the one before `toMs`. */
export interface StatisticsQuestion {
  readonly definitionId: string;
  readonly fromMs: number;
  readonly toMs: number;
}

/** Every method may throw `store_unavailable`. */
export interface Statistics {
  /** The hours in which something happened, in order. */
  read(tenant: TenantContext, question: StatisticsQuestion): Promise<readonly Hour[]>;
  /** Says, before runs are stored, in which hours of which definitions something is about to happen. */
  touch(hours: readonly DefinitionHour[]): Promise<void>;
  /** Sums up the hours that are over; returns how many it has. */
  sumUp(): Promise<number>;
}

/** The statistics over the history in `db`; `now` is the clock by which hours are over. */
export function createStatistics(db: Db, now: () => number): Statistics {
  const documents = db.collection<StatisticsDocument>(RUN_STATISTICS);
  const histories: Histories = db.collection<HistoryDocument>(RUN_HISTORY);
  const touched = new Set<string>();
  return {
    read: (tenant, question) => inStore(() => read(documents, histories, tenant, question)),
    touch: (hours) => inStore(() => touch(documents, hours, touched, now())),
    sumUp: () => inStore(() => sumUp(documents, histories, now())),
  };
}

const idOf = ({ tenantId, definitionId, hourMs }: DefinitionHour): string =>
  `${encodeURIComponent(tenantId)}/${definitionId}/${hourMs}`;

async function read(
  documents: Collection<StatisticsDocument>,
  histories: Histories,
  { tenantId }: TenantContext,
  { definitionId, fromMs, toMs }: StatisticsQuestion,
): Promise<readonly Hour[]> {
  const found = await documents
    .find({
      tenantId: { $eq: tenantId },
      definitionId: { $eq: definitionId },
      hourMs: { $gte: hourOf(fromMs), $lt: toMs },
    })
    .sort({ hourMs: 1 })
    .toArray();
  return Promise.all(
    found.map(async ({ hourMs, started, completed, skipped, failed, cancelled, durations, ...rest }) => {
      const isKept = !rest.touched && started !== undefined && durations !== undefined;
      if (!isKept) return countHour(histories, { tenantId, definitionId, hourMs });
      const ends = { completed: completed ?? 0, skipped: skipped ?? 0, failed: failed ?? 0 };
      return { hourMs, started, ...ends, cancelled: cancelled ?? 0, durations };
    }),
  );
}

/** An open hour is said to be touched once by a process: nobody sums it up before everybody has stopped writing to it. */
async function touch(
  documents: Collection<StatisticsDocument>,
  hours: readonly DefinitionHour[],
  known: Set<string>,
  nowMs: number,
): Promise<void> {
  if (known.size > 50_000) known.clear();
  const openSinceMs = hourOf(nowMs) - HOUR_MS;
  const fresh = new Map(hours.map((each) => [idOf(each), each] as const));
  for (const id of known) fresh.delete(id);
  if (fresh.size === 0) return;
  const writes = [...fresh].map(([id, each]) => touchOf(id, each, nowMs));
  await documents.bulkWrite(writes, { ordered: false });
  for (const [id, { hourMs }] of fresh) if (hourMs >= openSinceMs) known.add(id);
}

function touchOf(
  _id: string,
  { tenantId, definitionId, hourMs }: DefinitionHour,
  nowMs: number,
): AnyBulkWriteOperation<StatisticsDocument> {
  const expireAt = new Date(hourMs + KEPT_DAYS * 24 * HOUR_MS);
  const isOpen = hourMs > nowMs - OPEN_MS;
  const mark = { touched: true, touchedBy: nowMs };
  const first = { tenantId, definitionId, hourMs, expireAt };
  const update = isOpen ? { $set: mark, $setOnInsert: first } : { $setOnInsert: { ...first, ...mark } };
  return { updateOne: { filter: { _id }, update, upsert: true } };
}

async function sumUp(
  documents: Collection<StatisticsDocument>,
  histories: Histories,
  nowMs: number,
): Promise<number> {
  const over = documents.find({ touched: true, hourMs: { $lt: hourOf(nowMs) - SETTLED_MS } }).limit(10_000);
  let count = 0;
  for await (const { _id, tenantId, definitionId, hourMs, touchedBy } of over) {
    const hour = await countHour(histories, { tenantId, definitionId, hourMs });
    const { matchedCount } = await documents.updateOne(
      { _id, touchedBy },
      { $set: { ...hour, touched: false } },
    );
    count += matchedCount;
  }
  return count;
}
