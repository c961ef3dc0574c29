/** Related records from the mirror: connected to when they are first asked for, so that a matcher that never asks needs no MongoDB. */
import { createRelatedReader, type RelatedReader, type RelatedReaderOptions } from '@upshot/mirror-reader';
import type { MongoConnection } from '@upshot/mongo';

export interface RelatedRecords extends RelatedReader {
  close(): Promise<void>;
}

/** A connection that could not be made is tried again by the next question. `connect` throws `store_unavailable`. */
export function relatedRecords(
  connect: () => Promise<MongoConnection>,
  options: Omit<RelatedReaderOptions, 'db'>,
): RelatedRecords {
  let connection: Promise<MongoConnection> | undefined;
  const connected = async (): Promise<MongoConnection> => {
    connection ??= connect();
    try {
      return await connection;
    } catch (thrown) {
      connection = undefined;
      throw thrown;
    }
  };
  return {
    async read(asks) {
      const { db } = await connected();
      return createRelatedReader({ ...options, db }).read(asks);
    },
    async close() {
      const open = await connection?.catch(() => undefined);
      await open?.close();
    },
  };
}
