/** Fills the empty CRM with a few thousand generated rows of the demo tenant, once. */
import type { Client } from 'pg';
import { inTransaction } from './database.ts';
import { activities } from './rows/activities.ts';
import { seededFaker, type Row } from './rows/common.ts';
import { people } from './rows/people.ts';
import { work } from './rows/work.ts';

const BATCH = 500;

/** Tables in the order in which they are filled, with their rows. */
export type Tables = Readonly<Record<string, readonly Row[]>>;

export interface SeedOptions {
  readonly seed: number;
  /** The day that due dates and histories lie around. */
  readonly today: Date;
}

/** The rows; the same seed and day give the same ones. */
export function generateRows({ seed, today }: SeedOptions): Tables {
  const faker = seededFaker(seed, today);
  const everyone = people(faker, today);
  const things = work(faker, today, everyone);
  return { ...everyone, ...things, ...activities(faker, today, everyone, things) };
}

/** Inserts them unless there are users already; returns how many rows it inserted. */
export async function seedRows(client: Client, options: SeedOptions): Promise<number> {
  return inTransaction(client, async () => {
    await client.query('LOCK TABLE public.users IN SHARE ROW EXCLUSIVE MODE');
    const there = await client.query('SELECT 1 FROM public.users LIMIT 1');
    if (there.rowCount !== 0) return 0;
    let inserted = 0;
    for (const [table, rows] of Object.entries(generateRows(options)))
      inserted += await insertRows(client, table, rows);
    return inserted;
  });
}

/** Inserts rows that all have the same columns. `table` and the columns come from this workspace, never from outside. */
export async function insertRows(client: Client, table: string, rows: readonly Row[]): Promise<number> {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))].join(', ');
  for (let from = 0; from < rows.length; from += BATCH)
    await client.query(
      `INSERT INTO public.${table} (${columns})
       SELECT ${columns} FROM jsonb_populate_recordset(NULL::public.${table}, $1::jsonb)`,
      [JSON.stringify(rows.slice(from, from + BATCH))],
    );
  return rows.length;
}
