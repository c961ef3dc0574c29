/** The database's side of the change stream: the publication and the replication slot. */
import type { Client } from 'pg';

/** Its changes move the slot on while the mapped tables are quiet; it has no topic. */
export const HEARTBEAT_TABLE = 'upshot.heartbeat';

/** Publishes exactly `tables` (and the heartbeat) under `publication`. */
export async function publishTables(
  client: Client,
  publication: string,
  tables: readonly string[],
): Promise<void> {
  const wanted = [...tables, HEARTBEAT_TABLE].sort();
  const known = await client.query<{ name: string }>(
    `SELECT schemaname || '.' || tablename AS name FROM pg_publication_tables WHERE pubname = $1`,
    [publication],
  );
  const published = known.rows.map((row) => row.name).sort();
  if (published.join() === wanted.join()) return;
  const list = wanted.map(quoteTable).join(', ');
  const name = client.escapeIdentifier(publication);
  const there = await client.query('SELECT 1 FROM pg_publication WHERE pubname = $1', [publication]);
  const verb = there.rowCount === 0 ? `CREATE PUBLICATION ${name} FOR` : `ALTER PUBLICATION ${name} SET`;
  await client.query(`${verb} TABLE ${list}`);

  function quoteTable(table: string): string {
    return table
      .split('.')
      .map((part) => client.escapeIdentifier(part))
      .join('.');
  }
}

/** Whether the connector's snapshot is over and its slot is being read. */
export async function isStreaming(client: Client, slot: string): Promise<boolean> {
  const found = await client.query(
    `SELECT 1 FROM pg_replication_slots s JOIN pg_stat_replication r ON r.pid = s.active_pid
     WHERE s.slot_name = $1 AND r.state = 'streaming'`,
    [slot],
  );
  return found.rowCount !== 0;
}
