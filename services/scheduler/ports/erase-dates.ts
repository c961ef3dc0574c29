/** Erases a record from the timers of its dates: those that wait are cancelled, and none says any more whose it was. */
import { ERASED, type DueErasure } from '@upshot/history';
import { inStore } from '@upshot/mongo';
import type { Db, Document } from 'mongodb';
import { DATE_KEPT_MS, TIMERS, type TimerDocument } from './timer.ts';

/**
 * How many were erased, by a look at all timers. What came before the erasure and comes again changes nothing; a record that is still in
 * the CRM sets its dates again with its next changes. Throws `store_unavailable`.
 */
export async function eraseDates(
  db: Db,
  { tenantId, module, recordId }: Pick<DueErasure, 'tenantId' | 'module' | 'recordId'>,
  nowMs: number,
): Promise<number> {
  const filter = {
    tenantId: { $eq: tenantId },
    'date.module': { $eq: module },
    'date.recordId': { $eq: recordId },
  };
  const timers = db.collection<TimerDocument>(TIMERS);
  return (await inStore(() => timers.updateMany(filter, [withoutRecord(nowMs)]))).matchedCount;
}

/** The revision is raised: whoever has read the timer before reads it again. */
const withoutRecord = (nowMs: number): Document => ({
  $set: {
    'date.recordId': { $literal: ERASED },
    // A due value may be a day of birth.
    'date.occurrence': '',
    'date.fired': [],
    revision: { $add: ['$revision', 1] },
    ...ifPending('state', 'cancelled'),
    ...ifPending('lease', null),
    ...ifPending('leaseUntilMs', 0),
    ...ifPending('expireAt', new Date(nowMs + DATE_KEPT_MS)),
  },
});

const ifPending = (field: string, value: string | number | Date | null): Document => ({
  [field]: { $cond: [{ $eq: ['$state', 'pending'] }, value, `$${field}`] },
});
