/** One connection to MongoDB, made when somebody first needs it: a matcher that needs none does not wait for it. */
import type { MongoConnection } from '@upshot/mongo';

export interface LazyMongo {
  /** The connection. Throws what `connect` throws; the next call tries again. */
  connected(): Promise<MongoConnection>;
  close(): Promise<void>;
}

/** Nothing is connected yet. */
export function lazyMongo(connect: () => Promise<MongoConnection>): LazyMongo {
  let connection: Promise<MongoConnection> | undefined;
  return {
    async connected() {
      connection ??= connect();
      try {
        return await connection;
      } catch (thrown) {
        connection = undefined;
        throw thrown;
      }
    },
    async close() {
      const open = await connection?.catch(() => undefined);
      await open?.close();
    },
  };
}
