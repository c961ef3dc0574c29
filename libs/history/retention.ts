/** How long a tenant's history is kept: a setting of its own, applied to what ends from now on and by a sweep to what has ended. */
import { inStore, type CollectionSpec, type TenantContext } from '@upshot/mongo';
import type { Collection, Db } from 'mongodb';

export const HISTORY_SETTINGS = 'history_settings';
const RUN_HISTORY = 'run_history';

/** As long as the topic keeps run events, so that what is lost can be made anew. */
export const DEFAULT_RETENTION_DAYS = 30;
export const MAX_RETENTION_DAYS = 3_650;
const DAY_MS = 86_400_000;
/** For so long after a change a recorder may still store by the former setting: a sweep later than that is the last one. */
const SETTLED_MS = 120_000;

interface SettingsDocument {
  readonly _id: string;
  readonly retentionDays: number;
  readonly changedAtMs: number;
  readonly changedBy: string;
  readonly sweptAtMs: number;
  /** Set while a sweep later than `SETTLED_MS` after the change has not been made. */
  readonly unswept: boolean;
}

export const settingsCollections: readonly CollectionSpec[] = [
  {
    collection: HISTORY_SETTINGS,
    indexes: [{ key: { unswept: 1 }, partialFilterExpression: { unswept: true } }],
  },
];

/** When the history of a run that ended at `finishedAtMs` is forgotten; null for never, or not yet. */
export function expiryOf(finishedAtMs: number | null, retentionDays: number | undefined): Date | null {
  if (finishedAtMs === null || retentionDays === undefined) return null;
  return new Date(finishedAtMs + retentionDays * DAY_MS);
}

/** What is kept for as long as the history: documents with `tenantId`, and the field that says when each ended. */
export interface KeptAsLong {
  readonly collection: string;
  readonly endedAtMs: string;
}

const HISTORIES: KeptAsLong = { collection: RUN_HISTORY, endedAtMs: 'finishedAtMs' };

/** Every method may throw `store_unavailable`. */
export interface RetentionSettings {
  /** The tenant's days. */
  find(tenant: TenantContext): Promise<number>;
  /** Changes them; `sweep` brings what has ended already to them. */
  change(tenant: TenantContext, retentionDays: number, by: string): Promise<void>;
  /** Applies changed settings to what has ended; returns how many documents were changed. */
  sweep(): Promise<number>;
}

/** The settings in `db`; `now` is the clock of changes, `others` what they hold for beside the histories. */
export function createRetentionSettings(
  db: Db,
  now: () => number,
  others: readonly KeptAsLong[] = [],
): RetentionSettings {
  const settings = db.collection<SettingsDocument>(HISTORY_SETTINGS);
  return {
    async find({ tenantId }) {
      const found = await inStore(() => settings.findOne({ _id: tenantId }));
      return found?.retentionDays ?? DEFAULT_RETENTION_DAYS;
    },
    async change({ tenantId }, retentionDays, changedBy) {
      const changedAtMs = now();
      const changed = { retentionDays, changedAtMs, changedBy, sweptAtMs: 0, unswept: true };
      await inStore(() => settings.replaceOne({ _id: tenantId }, changed, { upsert: true }));
    },
    sweep: () => inStore(() => sweepAll(settings, db, [HISTORIES, ...others], now())),
  };
}

async function sweepAll(
  settings: Collection<SettingsDocument>,
  db: Db,
  kept: readonly KeptAsLong[],
  nowMs: number,
): Promise<number> {
  let count = 0;
  for (const each of await settings.find({ unswept: true }).toArray()) {
    const isSettled = nowMs >= each.changedAtMs + SETTLED_MS;
    // Once at once, and once more when nobody stores by the former setting any longer.
    if (each.sweptAtMs > each.changedAtMs && !isSettled) continue;
    for (const what of kept) count += await sweepTenant(db, what, each);
    await settings.updateOne(
      { _id: each._id, changedAtMs: each.changedAtMs },
      { $set: { sweptAtMs: nowMs + 1, unswept: !isSettled } },
    );
  }
  return count;
}

async function sweepTenant(
  db: Db,
  { collection, endedAtMs }: KeptAsLong,
  { _id, retentionDays }: SettingsDocument,
): Promise<number> {
  const expireAt = { $toDate: { $add: [`$${endedAtMs}`, retentionDays * DAY_MS] } };
  const ended = { tenantId: { $eq: _id }, [endedAtMs]: { $ne: null } };
  const { modifiedCount } = await db.collection(collection).updateMany(ended, [{ $set: { expireAt } }]);
  return modifiedCount;
}
