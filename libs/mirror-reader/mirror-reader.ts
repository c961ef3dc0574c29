/** Reads the mirror: the last image of some records, or of all records of a module, page by page. */
import { inStore } from '@upshot/mongo';
import type { Db } from 'mongodb';
import { fromDocument, MIRROR, mirrorId, type MirrorDocument } from './document.ts';
import type { RecordName, Remembered } from './remembered.ts';

/** Some records of a module, in the order of their ids. */
export interface Page {
  /** Those of the page that exist; a deleted one is left out. */
  readonly records: readonly Remembered[];
  /** Where the next page begins; null after the last one. */
  readonly next: string | null;
}

/**
 * The mirror may be behind a change that its reader has seen, or ahead of it: what is read says by its `sequence` how far it
 * is. Every method may throw `store_unavailable`.
 */
export interface MirrorReader {
  /** What is kept of the records, deleted ones included, by record id; one that the mirror does not know is not there. */
  readRecords(
    tenantId: string,
    module: string,
    recordIds: readonly string[],
  ): Promise<ReadonlyMap<string, Remembered>>;
  /** The next `limit` records of a module; `after` is null for the first page, then what the page before called `next`. */
  readPage(module: Omit<RecordName, 'recordId'>, after: string | null, limit: number): Promise<Page>;
}

/** A reader of the mirror in `db`. */
export function createMirrorReader(db: Db): MirrorReader {
  const mirror = db.collection<MirrorDocument>(MIRROR);
  return {
    async readRecords(tenantId, module, recordIds) {
      if (recordIds.length === 0) return new Map();
      const ids = recordIds.map((recordId) => mirrorId({ tenantId, module, recordId }));
      const found = await inStore(() => mirror.find({ _id: { $in: ids } }).toArray());
      return new Map(found.map((document) => [document.recordId, fromDocument(document)]));
    },
    async readPage({ tenantId, module }, after, limit) {
      const beyond = after === null ? {} : { _id: { $gt: after } };
      const cursor = mirror
        .find({ tenantId, module, ...beyond })
        .sort({ _id: 1 })
        .limit(limit);
      const found = await inStore(() => cursor.toArray());
      const last = found.length < limit ? undefined : found.at(-1);
      return {
        records: found.filter(({ deleted }) => !deleted).map(fromDocument),
        next: last?._id ?? null,
      };
    },
  };
}
