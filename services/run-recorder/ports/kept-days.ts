/** For how many days each tenant's history is kept, asked again every half minute. */
import type { RetentionSettings } from '@upshot/history';

const FRESH_MS = 30_000;

/** The days of each of the tenants. Throws `store_unavailable`. */
export type KeptDays = (tenantIds: Iterable<string>) => Promise<ReadonlyMap<string, number>>;

/** Over the settings; what is a little old is no harm: a sweep comes after it. */
export function createKeptDays(settings: Pick<RetentionSettings, 'find'>, now: () => number): KeptDays {
  const known = new Map<string, { readonly days: number; readonly askedAtMs: number }>();
  return async (tenantIds) => {
    const found = new Map<string, number>();
    for (const tenantId of new Set(tenantIds)) {
      let each = known.get(tenantId);
      if (each === undefined || now() - each.askedAtMs > FRESH_MS) {
        each = { days: await settings.find({ tenantId }), askedAtMs: now() };
        known.set(tenantId, each);
      }
      found.set(tenantId, each.days);
    }
    return found;
  };
}
