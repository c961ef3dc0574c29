/** A MongoDB connection whose acknowledged writes survive a crash: majority, journaled, retried once by the driver. */
import { type Db, MongoClient, type MongoClientOptions } from 'mongodb';
import { inStore, toStoreError } from './store-error.ts';

/** A dependency to be asked at each `/readyz`. */
export interface MongoReadiness {
  readonly name: string;
  /** Whether a primary answers now. Throws `store_unavailable` when none does. */
  check(): Promise<{ readonly ready: boolean }>;
}

/** An open connection. */
export interface MongoConnection {
  readonly client: MongoClient;
  /** The database that the URL names. */
  readonly db: Db;
  /** What a service says of its MongoDB. */
  readonly readiness: MongoReadiness;
  close(): Promise<void>;
}

/** Where MongoDB is, and the name that its logs show for us. */
export interface MongoOptions {
  readonly url: string;
  readonly appName: string;
  /** How long an operation waits for a primary before it fails with `store_unavailable` (default 10 s). */
  readonly serverSelectionTimeoutMs?: number;
}

/** What makes an acknowledged write a durable one. */
const DURABLE: MongoClientOptions = {
  w: 'majority',
  journal: true,
  readConcernLevel: 'majority',
  retryWrites: true,
  retryReads: true,
};

/** Connects and checks that a primary answers. Throws `store_unavailable` when none does. */
export async function connectMongo(options: MongoOptions): Promise<MongoConnection> {
  const client = new MongoClient(options.url, {
    ...DURABLE,
    appName: options.appName,
    ignoreUndefined: true,
    serverSelectionTimeoutMS: options.serverSelectionTimeoutMs ?? 10_000,
  });
  const db = client.db();
  try {
    await client.connect();
    await ping(db);
  } catch (error) {
    await client.close();
    throw toStoreError(error);
  }
  return { client, db, readiness: readinessOf(db), close: () => client.close() };
}

function readinessOf(db: Db): MongoReadiness {
  return { name: 'mongo', check: async () => ({ ready: await inStore(() => ping(db)) }) };
}

async function ping(db: Db): Promise<boolean> {
  return (await db.command({ ping: 1 }))['ok'] === 1;
}
