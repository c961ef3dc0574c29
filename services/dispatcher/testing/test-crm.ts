/** A CRM database of a test's own, with the demo's tables and nobody else's rows. */
import { randomUUID } from 'node:crypto';
import { applySchema } from '@upshot/demo-crm';
import { Client } from 'pg';

export interface TestCrm {
  readonly url: string;
  readonly client: Client;
  /** Inserts a row; returns its id. */
  insert(table: string, values: Readonly<Record<string, unknown>>): Promise<string>;
  /** One row, whole. */
  row(table: string, id: string): Promise<Readonly<Record<string, unknown>>>;
  close(): Promise<void>;
}

/** Creates a database beside `url`'s; it is dropped again by `close`. */
export async function createTestCrm(url: string): Promise<TestCrm> {
  const name = `t_dispatcher_${randomUUID().slice(0, 8)}`;
  await onServer(url, `CREATE DATABASE ${name}`);
  const own = new URL(url);
  own.pathname = `/${name}`;
  const client = new Client({ connectionString: own.href });
  client.on('error', () => {});
  await client.connect();
  await applySchema(client);
  return {
    url: own.href,
    client,
    async insert(table, values) {
      const columns = Object.keys(values);
      const places = columns.map((_, index) => `$${index + 1}`);
      const text = `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${places.join(', ')}) RETURNING id`;
      const { rows } = await client.query<{ id: string }>(text, Object.values(values));
      return rows[0]?.id ?? '';
    },
    async row(table, id) {
      const { rows } = await client.query<Record<string, unknown>>(`SELECT * FROM ${table} WHERE id = $1`, [
        id,
      ]);
      return rows[0] ?? {};
    },
    async close() {
      await client.end();
      await onServer(url, `DROP DATABASE ${name} WITH (FORCE)`);
    },
  };
}

async function onServer(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(statement);
  await client.end();
}
