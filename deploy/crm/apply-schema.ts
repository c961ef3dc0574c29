/** Brings the CRM's database to the newest schema: numbered SQL files, each applied once, all in one transaction. */
import { readdir, readFile } from 'node:fs/promises';
import type { Client } from 'pg';
import { inTransaction } from './database.ts';

const FOLDER = new URL('sql/', import.meta.url);
/** Any number, the same in every process: two set-ups that start at once wait for each other. */
const LOCK = 7_415_001;

const VERSION_TABLE = `
  CREATE SCHEMA IF NOT EXISTS upshot;
  CREATE TABLE IF NOT EXISTS upshot.schema_versions (
    file text PRIMARY KEY,
    applied_at timestamptz NOT NULL DEFAULT now()
  );`;

/** Applies the files that are not there yet; returns their names. */
export async function applySchema(client: Client): Promise<readonly string[]> {
  const files = (await readdir(FOLDER)).filter((file) => file.endsWith('.sql')).sort();
  return inTransaction(client, async () => {
    await client.query('SELECT pg_advisory_xact_lock($1)', [LOCK]);
    await client.query(VERSION_TABLE);
    const known = await client.query<{ file: string }>('SELECT file FROM upshot.schema_versions');
    const missing = files.filter((file) => !known.rows.some((row) => row.file === file));
    for (const file of missing) await applyFile(client, file);
    return missing;
  });
}

async function applyFile(client: Client, file: string): Promise<void> {
  await client.query(await readFile(new URL(file, FOLDER), 'utf8'));
  await client.query('INSERT INTO upshot.schema_versions (file) VALUES ($1)', [file]);
}
