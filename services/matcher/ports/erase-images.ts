/** Erases a record's kept images: their values go, their position stays, so that no older change brings them back. */
import type { DueErasure } from '@upshot/history';
import type { SourceMapping } from '@upshot/mapping';
import { inStore } from '@upshot/mongo';
import type { Db } from 'mongodb';
import { keptUnder } from '../kept-images/kept-key.ts';
import { KEPT_IMAGES, NOTHING_KNOWN, type KeptImageDocument } from './kept-image-document.ts';

type Subject = Pick<DueErasure, 'tenantId' | 'module' | 'recordId'>;

/**
 * How many records of that id had images: one, but for keys that differ where the id does not. A record that is still in the CRM is kept
 * again with its next change. Throws `store_unavailable`.
 */
export async function eraseImages(
  db: Db,
  { modules }: Pick<SourceMapping, 'modules'>,
  { tenantId, module, recordId }: Subject,
): Promise<number> {
  const topic = modules.get(module)?.topic ?? null;
  if (topic === null) return 0;
  const { from, before } = keptUnder(topic, recordId);
  const filter = { _id: { $gte: from, $lt: before }, tenantId: { $eq: tenantId } };
  const images = db.collection<KeptImageDocument>(KEPT_IMAGES);
  const blank = { $set: { after: NOTHING_KNOWN, before: NOTHING_KNOWN } };
  return (await inStore(() => images.updateMany(filter, blank))).matchedCount;
}
