/** Where calendars are kept: one document for each tenant, replaced only while it is what was read. */
import { inStore, isDuplicateKey, type CollectionSpec, type TenantContext } from '@upshot/mongo';
import { UpshotError } from '@upshot/errors';
import type { Db } from 'mongodb';
import { calendarSettingsSchema, type CalendarSettings } from './calendar-settings.ts';

export interface StoredCalendar {
  /** Raised by every write. */
  readonly revision: number;
  readonly settings: CalendarSettings;
  readonly updatedAtMs: number;
}

/** A new state, and what it replaces: the revision that was read, 0 where there was none. */
export interface NewCalendar {
  readonly settings: CalendarSettings;
  readonly replaces: number;
  /** The key that wrote it. */
  readonly updatedBy: string;
}

/** Every method may throw `store_unavailable`. */
export interface CalendarStore {
  /** The tenant's calendar; null where it has none of its own. */
  find(tenant: TenantContext): Promise<StoredCalendar | null>;
  /** Puts it in its place; null where another write came first. */
  put(tenant: TenantContext, calendar: NewCalendar): Promise<StoredCalendar | null>;
  /** Those of all tenants that were written at or after an instant, by tenant; null for one that cannot be read. */
  writtenSince(sinceMs: number): Promise<ReadonlyMap<string, StoredCalendar | null>>;
}

interface CalendarDocument {
  readonly _id: string;
  readonly revision: number;
  readonly settings: unknown;
  readonly updatedAt: Date;
  readonly updatedBy: string;
}

export const CALENDARS_COLLECTION: CollectionSpec = {
  collection: 'tenant_calendars',
  indexes: [{ key: { updatedAt: 1 } }],
};

/** The store in a database; the database's own clock says when something was written. */
export function createCalendarStore(db: Db): CalendarStore {
  const calendars = db.collection<CalendarDocument>(CALENDARS_COLLECTION.collection);
  return {
    async find({ tenantId }) {
      const found = await inStore(() => calendars.findOne({ _id: { $eq: tenantId } }));
      return found === null ? null : readOrThrow(found);
    },
    async put({ tenantId }, { settings, replaces, updatedBy }) {
      const update = {
        $set: { settings, updatedBy },
        $inc: { revision: 1 },
        $currentDate: { updatedAt: true as const },
      };
      const options = { upsert: replaces === 0, returnDocument: 'after' as const };
      return inStore(async () => {
        try {
          const stored = await calendars.findOneAndUpdate(
            { _id: { $eq: tenantId }, revision: replaces },
            update,
            options,
          );
          return stored === null ? null : readOrThrow(stored);
        } catch (thrown) {
          if (isDuplicateKey(thrown)) return null;
          throw thrown;
        }
      });
    },
    async writtenSince(sinceMs) {
      const found = await inStore(() => calendars.find({ updatedAt: { $gte: new Date(sinceMs) } }).toArray());
      return new Map(found.map((document) => [document._id, read(document)]));
    },
  };
}

/** What a newer process wrote and this one cannot read must not pass for something else. */
function read({ revision, settings, updatedAt }: CalendarDocument): StoredCalendar | null {
  const parsed = calendarSettingsSchema.safeParse(settings);
  return parsed.success ? { revision, settings: parsed.data, updatedAtMs: updatedAt.getTime() } : null;
}

function readOrThrow(document: CalendarDocument): StoredCalendar {
  const stored = read(document);
  if (stored !== null) return stored;
  throw new UpshotError('record_invalid', 'a stored calendar breaks its schema');
}
