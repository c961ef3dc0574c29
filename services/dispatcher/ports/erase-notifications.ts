/** Erases subjects from people's inboxes: that there was a notification stays, so that nothing puts it there again; what it said goes. */
import { ERASED, type DueErasure } from '@upshot/history';
import { inStore } from '@upshot/mongo';
import type { Db, Filter } from 'mongodb';
import { NOTIFICATIONS, type NotificationDocument } from './inbox.ts';

type Subject = Pick<DueErasure, 'tenantId' | 'module' | 'recordId' | 'texts'>;

/** How many were erased: those of the record, and those that hold one of the texts. Throws `store_unavailable`. */
export async function eraseNotifications(
  db: Db,
  { tenantId, module, recordId, texts }: Subject,
): Promise<number> {
  const ofRecord = { module: { $eq: module }, recordId: { $eq: recordId } };
  const filter = { tenantId: { $eq: tenantId }, $or: [ofRecord, ...texts.flatMap(holding)] };
  const blank = { title: ERASED, message: ERASED, recordId: ERASED };
  const notifications = db.collection<NotificationDocument>(NOTIFICATIONS);
  return (await inStore(() => notifications.updateMany(filter, { $set: blank }))).matchedCount;
}

function holding(text: string): Filter<NotificationDocument>[] {
  const regex = new RegExp(RegExp.escape(text), 'iu');
  return [{ title: regex }, { message: regex }];
}
