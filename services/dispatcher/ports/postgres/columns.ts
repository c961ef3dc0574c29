/** The types of a table's columns, asked of the database once. */
import type { TableMapping } from '@upshot/mapping';
import type { ClientBase } from 'pg';
import { z } from 'zod';
import { quote, type ColumnTypes } from './sql.ts';

const rows = z.array(z.object({ name: z.string(), type: z.string() }));

const COLUMNS = `
SELECT attname AS name, format_type(atttypid, NULL) AS type
FROM pg_attribute WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped`;

export interface ColumnCache {
  typesOf(client: ClientBase, mapping: TableMapping): Promise<ColumnTypes>;
  /** Asks again from now on: the database has changed its shape. */
  forget(): void;
}

/** Empty types, for a table that is not there, are not remembered. */
export function createColumnCache(): ColumnCache {
  const known = new Map<string, ColumnTypes>();
  return {
    async typesOf(client, { table }) {
      const found = known.get(table);
      if (found !== undefined) return found;
      const name = table.split('.').map(quote).join('.');
      const answer = await client.query(COLUMNS, [name]);
      const types = new Map(rows.parse(answer.rows).map((row) => [row.name, row.type]));
      if (types.size > 0) known.set(table, types);
      return types;
    },
    forget: () => known.clear(),
  };
}
