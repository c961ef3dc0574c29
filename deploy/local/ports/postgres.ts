/** Asks PostgreSQL whether it serves, and makes the CRM's database. */
import { Client, escapeIdentifier } from 'pg';

const TIMEOUT_MS = 3_000;

/** Whether it answers a query. */
export async function postgresAnswers(dsn: string): Promise<boolean> {
  await withClient(dsn, (client) => client.query('select 1'));
  return true;
}

/** Makes a database that is not there yet. */
export async function ensureDatabase(dsn: string, name: string): Promise<void> {
  await withClient(dsn, async (client) => {
    const found = await client.query('select 1 from pg_database where datname = $1', [name]);
    if (found.rowCount === 0) await client.query(`create database ${escapeIdentifier(name)}`);
  });
}

async function withClient<T>(dsn: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: dsn, connectionTimeoutMillis: TIMEOUT_MS });
  client.on('error', () => {});
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
