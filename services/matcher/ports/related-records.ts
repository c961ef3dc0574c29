/** Related records from the mirror, in a MongoDB that is connected to when it is first asked. */
import { createRelatedReader, type RelatedReader, type RelatedReaderOptions } from '@upshot/mirror-reader';
import type { LazyMongo } from './lazy-mongo.ts';

/** A reader over `mongo`. Throws as the reader does, and `store_unavailable` where MongoDB is away. */
export const relatedRecords = (
  mongo: Pick<LazyMongo, 'connected'>,
  options: Omit<RelatedReaderOptions, 'db'>,
): RelatedReader => ({
  async read(asks) {
    if (asks.length === 0) return [];
    const { db } = await mongo.connected();
    return createRelatedReader({ ...options, db }).read(asks);
  },
});
