/** Port: takes a subject out of what the runner keeps beside its runs: signals, and who entered which definition. */
import { ERASED, type DueErasure } from '@upshot/history';
import { inStore } from '@upshot/mongo';
import type { Db } from 'mongodb';
import { ENTRIES, type EntryDocument } from './entry-store.ts';
import { SIGNALS, type SignalDocument } from './signal-store.ts';

type Subject = Pick<DueErasure, 'tenantId' | 'module' | 'recordId'>;

/** Forgets the signals of its record; returns how many. Throws `store_unavailable`. */
export async function eraseSignals(db: Db, { tenantId, module, recordId }: Subject): Promise<number> {
  const filter = { tenantId: { $eq: tenantId }, module: { $eq: module }, recordId: { $eq: recordId } };
  const signals = db.collection<SignalDocument>(SIGNALS);
  return (await inStore(() => signals.deleteMany(filter))).deletedCount;
}

/**
 * Takes the record's id out of its entries; returns in how many. The entries stay, under ids that are hashes: whoever came once comes
 * no second time because he is erased. Ids of other modules' records that are the same go as well, since nobody reads them here. Throws
 * `store_unavailable`.
 */
export async function eraseEntries(db: Db, { tenantId, recordId }: Subject): Promise<number> {
  const filter = { tenantId: { $eq: tenantId }, recordId: { $eq: recordId } };
  const entries = db.collection<EntryDocument>(ENTRIES);
  return (await inStore(() => entries.updateMany(filter, { $set: { recordId: ERASED } }))).matchedCount;
}
