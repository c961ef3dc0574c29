/** The calendars of all tenants as a service knows them: read once, then looked at again every few seconds. */
import { setTimeout as pause } from 'node:timers/promises';
import type { BusinessCalendar } from '@upshot/calendar';
import { toUpshotError, UpshotError } from '@upshot/errors';
import type { Logger } from '@upshot/telemetry';
import { businessCalendarOf } from './business-calendar-of.ts';
import type { CalendarStore, StoredCalendar } from './calendar-store.ts';

export interface TenantCalendar {
  readonly revision: number;
  /** The same object for as long as the revision stays. */
  readonly calendar: BusinessCalendar;
}

export interface TenantCalendars {
  /** The tenant's calendar; null where it has none of its own. Throws `store_unavailable` until they were read once. */
  find(tenantId: string): TenantCalendar | null;
  /** Reads what was written since the last time. Throws `store_unavailable`. */
  refresh(): Promise<void>;
  /** Looks no more; a look that is under way is waited for a second at most. */
  stop(): Promise<void>;
}

export interface TenantCalendarsOptions {
  readonly store: () => Promise<Pick<CalendarStore, 'writtenSince'>>;
  readonly log: Pick<Logger, 'warn'>;
  /** How often they are looked at again (default 10 s). */
  readonly everyMs?: number;
}

const EVERY_MS = 10_000;
const LAST_LOOK_MS = 1_000;
/** A write is seen although it was acknowledged late, or by another member of the store with a clock of its own. */
const OVERLAP_MS = 60_000;

/** Begins to look at once, and goes on until it is stopped; while the store is away what was read last stands. */
export function createTenantCalendars({
  store,
  log,
  everyMs = EVERY_MS,
}: TenantCalendarsOptions): TenantCalendars {
  const stopping = new AbortController();
  const known = new Map<string, TenantCalendar>();
  let newestMs: number | null = null;
  let failed = false;

  async function refresh(): Promise<void> {
    const written = await (await store()).writtenSince((newestMs ?? 0) - OVERLAP_MS);
    let newest = newestMs ?? 0;
    for (const [tenantId, stored] of written) {
      newest = Math.max(newest, stored?.updatedAtMs ?? 0);
      take(tenantId, stored);
    }
    newestMs = newest;
  }
  /** One that cannot be read (a newer process wrote it) leaves what was known of its tenant, and the others alone. */
  function take(tenantId: string, stored: StoredCalendar | null): void {
    const before = known.get(tenantId);
    if (stored === null) return log.warn({ tenantId }, 'a calendar cannot be read: it breaks its schema');
    if ((before?.revision ?? 0) < stored.revision)
      known.set(tenantId, { revision: stored.revision, calendar: businessCalendarOf(stored.settings) });
  }
  async function look(): Promise<void> {
    try {
      await refresh();
      failed = false;
    } catch (thrown) {
      if (!failed && !stopping.signal.aborted)
        log.warn({ error: toUpshotError(thrown) }, 'calendars of tenants cannot be read for now');
      failed = true;
    }
  }
  async function lookOn(): Promise<void> {
    while (!stopping.signal.aborted) {
      await look();
      await pause(everyMs, undefined, { signal: stopping.signal, ref: false }).catch(() => {});
    }
  }
  const looking = lookOn();
  return {
    refresh,
    find(tenantId) {
      if (newestMs === null)
        throw new UpshotError('store_unavailable', 'the calendars of tenants have not been read yet');
      return known.get(tenantId) ?? null;
    },
    async stop() {
      stopping.abort();
      await Promise.race([looking, pause(LAST_LOOK_MS, undefined, { ref: false })]);
    },
  };
}
