/** Indexes as data, made at start. */
import type { Db, IndexSpecification } from 'mongodb';
import { inStore } from './store-error.ts';

/** One index, as it should be. */
export interface IndexSpec {
  readonly key: Readonly<Record<string, 1 | -1>>;
  readonly name?: string;
  readonly unique?: boolean;
  readonly sparse?: boolean;
  /** Documents are removed so long after the date in the (single) key. */
  readonly expireAfterSeconds?: number;
  readonly partialFilterExpression?: Readonly<Record<string, unknown>>;
}

/** The indexes of one collection. */
export interface CollectionSpec {
  readonly collection: string;
  readonly indexes: readonly IndexSpec[];
}

/** Creates the indexes (and with them the collections) that are missing; several services may do so at once. */
export async function ensureIndexes(db: Db, specs: readonly CollectionSpec[]): Promise<void> {
  await inStore(async () => {
    for (const { collection, indexes } of specs) {
      if (indexes.length > 0) await db.collection(collection).createIndexes(indexes.map(toDescription));
    }
  });
}

function toDescription(spec: IndexSpec): { key: Extract<IndexSpecification, Map<string, unknown>> } {
  return { ...spec, key: new Map(Object.entries(spec.key)) };
}
