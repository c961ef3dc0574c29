/** A connection to the CRM's database, with failures that say what to look at. */
import { UpshotError } from '@upshot/errors';
import { Client } from 'pg';

/** Runs `work` on a connection of its own. Throws `crm_unavailable` when there is none to be had. */
export async function withClient<T>(crmUrl: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({
    connectionString: crmUrl,
    connectionTimeoutMillis: 10_000,
    application_name: 'upshot-crm',
  });
  await client.connect().catch((thrown: unknown) => {
    throw new UpshotError('crm_unavailable', 'The CRM database cannot be reached.', { cause: thrown });
  });
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** All of `work` or nothing of it. */
export async function inTransaction<T>(client: Client, work: () => Promise<T>): Promise<T> {
  await client.query('BEGIN');
  try {
    const result = await work();
    await client.query('COMMIT');
    return result;
  } catch (thrown) {
    await client.query('ROLLBACK');
    throw thrown;
  }
}
