/** Erases a record's image: its values go, its position stays, so that no older change brings them back. */
import type { DueErasure } from '@upshot/history';
import { MIRROR, mirrorId, type MirrorDocument } from '@upshot/mirror-reader';
import { inStore } from '@upshot/mongo';
import type { Db } from 'mongodb';

/** 1 where there was one. A record that is still in the CRM is mirrored again with its next change. Throws `store_unavailable`. */
export async function eraseImage(
  db: Db,
  record: Pick<DueErasure, 'tenantId' | 'module' | 'recordId'>,
): Promise<number> {
  const mirror = db.collection<MirrorDocument>(MIRROR);
  const blank = { values: {}, nested: {}, unknown: 'rest' as const };
  const { matchedCount } = await inStore(() =>
    mirror.updateOne({ _id: { $eq: mirrorId(record) } }, { $set: blank }),
  );
  return matchedCount;
}
