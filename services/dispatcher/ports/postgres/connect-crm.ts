/** The PostgreSQL adapter of the CRM port: the effect's id, the write and its cause stand or fall in one transaction. */
import { UpshotError } from '@upshot/errors';
import { encodeCause, type SourceMapping, type TableMapping } from '@upshot/mapping';
import { Pool, type PoolClient } from 'pg';
import { z } from 'zod';
import type { Crm, CrmEffect, CrmWrite, CrmWritten } from '../crm.ts';
import { createColumnCache, type ColumnCache } from './columns.ts';
import { isShapeError, toCrmError } from './errors.ts';
import type { Sql, Table } from './sql.ts';
import { appendSql, countSql, insertSql, selectSql, updateSql } from './statements.ts';

const writtenSchema = z.object({ found: z.boolean(), recordId: z.string() });
const counts = z.array(z.object({ value: z.string(), count: z.number() }));
const rowSchema = z.record(z.string(), z.union([z.string(), z.number(), z.null()]));

const CLAIM = `
INSERT INTO upshot.effects (effect_id, tenant_id, run_id, action, cause) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (effect_id) DO NOTHING RETURNING effect_id`;
const STORED = 'SELECT result FROM upshot.effects WHERE effect_id = $1 AND tenant_id = $2';
const STORE = 'UPDATE upshot.effects SET result = $2::jsonb WHERE effect_id = $1';

export interface CrmOptions {
  readonly url: string;
  readonly mapping: SourceMapping;
  readonly connections: number;
}

/** Connects when first used. The table `upshot.effects` must be there. */
export function connectCrm({ url, mapping, connections }: CrmOptions): Crm {
  const pool = new Pool({
    connectionString: url,
    max: connections,
    connectionTimeoutMillis: 5000,
    statement_timeout: 15_000,
    idle_in_transaction_session_timeout: 30_000,
    application_name: 'upshot-dispatcher',
  });
  pool.on('error', () => {});
  const columns = createColumnCache();
  const withTable = async <T>(
    module: string,
    work: (client: PoolClient, table: Table) => Promise<T>,
  ): Promise<T> =>
    withClient(pool, columns, async (client) => {
      const known = mappingOf(mapping, module);
      return work(client, { mapping: known, types: await columns.typesOf(client, known) });
    });
  return {
    apply: (effect, write) =>
      withTable(write.module, (client, table) => applyOnce(client, table, effect, write)),
    read: (tenantId, module, recordId, wanted) =>
      withTable(module, async (client, table) => {
        const { rows } = await run(client, selectSql(table, tenantId, recordId, wanted));
        return rows.length === 0 ? null : textsOf(rows[0], wanted);
      }),
    countBy: (tenantId, module, column, values) =>
      withTable(module, async (client, table) => {
        const { rows } = await run(client, countSql(table, tenantId, column, values));
        return new Map(counts.parse(rows).map(({ value, count }) => [value, count]));
      }),
    ping: () => withClient(pool, columns, async (client) => void (await client.query('SELECT 1'))),
    close: () => pool.end(),
  };
}

/** A connection from the pool for one piece of work; a broken one is not put back. */
async function withClient<T>(
  pool: Pool,
  columns: ColumnCache,
  work: (client: PoolClient) => Promise<T>,
): Promise<T> {
  let client: PoolClient | null = null;
  try {
    client = await pool.connect();
    const done = await work(client);
    client.release();
    return done;
  } catch (thrown) {
    if (isShapeError(thrown)) columns.forget();
    const error = toCrmError(thrown);
    client?.release(error.code === 'crm_unavailable' || error.code === 'internal');
    throw error;
  }
}

async function applyOnce(
  client: PoolClient,
  table: Table,
  effect: CrmEffect,
  write: CrmWrite,
): Promise<CrmWritten> {
  const { effectId, tenantId, runId, action, rootRunId, depth, definitionId } = effect;
  const cause = encodeCause({ effectId, runId, rootRunId, depth: depth + 1, definitionId });
  return inTransaction(client, async () => {
    const claimed = await client.query(CLAIM, [effectId, tenantId, runId, action, cause]);
    if (claimed.rowCount === 0) {
      const { rows } = await client.query<{ result: unknown }>(STORED, [effectId, tenantId]);
      return writtenSchema.parse(rows[0]?.result);
    }
    const written = await writeNow(client, table, write, { tenantId, cause });
    await client.query(STORE, [effectId, JSON.stringify(written)]);
    return written;
  });
}

async function writeNow(
  client: PoolClient,
  table: Table,
  write: CrmWrite,
  context: { readonly tenantId: string; readonly cause: string },
): Promise<CrmWritten> {
  const { rows } = await run(client, sqlOf(table, write, context));
  const [row] = z.array(z.object({ id: z.string() })).parse(rows);
  if (row !== undefined) return { found: true, recordId: row.id };
  if (write.kind !== 'append') return { found: false, recordId: write.recordId };
  const there = await run(client, selectSql(table, context.tenantId, write.recordId, []));
  return { found: there.rows.length > 0, recordId: write.recordId };
}

function sqlOf(
  table: Table,
  write: CrmWrite,
  context: { readonly tenantId: string; readonly cause: string },
): Sql {
  switch (write.kind) {
    case 'set':
      return updateSql(table, write, context);
    case 'append':
      return appendSql(table, write, context);
    case 'insert':
      return insertSql(table, write, context);
  }
}

async function inTransaction<T>(client: PoolClient, work: () => Promise<T>): Promise<T> {
  await client.query('BEGIN');
  try {
    const done = await work();
    await client.query('COMMIT');
    return done;
  } catch (thrown) {
    await client.query('ROLLBACK').catch(() => {});
    throw thrown;
  }
}

const run = (client: PoolClient, { text, values }: Sql) => client.query(text, [...values]);

function mappingOf(mapping: SourceMapping, module: string): TableMapping {
  const known = mapping.modules.get(module);
  const table = known?.table ?? null;
  if (known !== undefined && table !== null) return { ...known, table };
  const what = known === undefined ? `no module ${module} is mapped` : `${module} has no table`;
  throw new UpshotError('crm_refused', what, { place: module });
}

function textsOf(row: unknown, wanted: readonly string[]): Readonly<Record<string, string | null>> {
  const read = rowSchema.parse(row);
  return Object.fromEntries(
    wanted.map((column) => [column, read[column] === null ? null : String(read[column])]),
  );
}
