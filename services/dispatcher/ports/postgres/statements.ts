/** The statement of each kind of write. */
import type { FieldValue } from '@upshot/values';
import type { CrmWrite } from '../crm.ts';
import { Params, quote, quoteTable, recordIs, tenantIs, typeOf, type Sql, type Table } from './sql.ts';

/** Whose record a write touches, and the cause that it leaves. */
export interface WriteContext {
  readonly tenantId: string;
  readonly cause: string;
}

type SetWrite = Extract<CrmWrite, { kind: 'set' }>;
type AppendWrite = Extract<CrmWrite, { kind: 'append' }>;
type InsertWrite = Extract<CrmWrite, { kind: 'insert' }>;

/** Sets fields and the cause in one UPDATE; returns the id of the record where it is there. */
export function updateSql(table: Table, write: SetWrite, { tenantId, cause }: WriteContext): Sql {
  const params = new Params();
  const set = [
    ...assignments(table, params, write.values),
    ...causeColumn(table).map((column) => `${quote(column)} = ${params.cast(table, column, cause)}`),
  ];
  const where = recordIs(table, params, tenantId, write.recordId);
  const text = `UPDATE ${quoteTable(table)} SET ${set.join(', ')} WHERE ${where} RETURNING ${idText(table)}`;
  return { text, values: params.values };
}

/** Adds the value and the cause where the list does not hold the value yet; else changes nothing. */
export function appendSql(table: Table, write: AppendWrite, { tenantId, cause }: WriteContext): Sql {
  const params = new Params();
  const list = listColumn(table, params, write);
  const set = [
    `${quote(write.column)} = ${list.appended}`,
    ...causeColumn(table).map((column) => `${quote(column)} = ${params.cast(table, column, cause)}`),
  ];
  const where = `${recordIs(table, params, tenantId, write.recordId)} AND NOT (${list.holds})`;
  const text = `UPDATE ${quoteTable(table)} SET ${set.join(', ')} WHERE ${where} RETURNING ${idText(table)}`;
  return { text, values: params.values };
}

/** Inserts a record with its tenant and cause; the id is ours where the column takes one, else the database's. */
export function insertSql(table: Table, write: InsertWrite, { tenantId, cause }: WriteContext): Sql {
  const params = new Params();
  const { id, tenant } = table.mapping;
  const columns: [string, FieldValue][] = Object.entries(write.values);
  if (/^(uuid|text|character varying)$/.test(typeOf(table, id))) columns.unshift([id, write.recordId]);
  if ('column' in tenant) columns.push([tenant.column, tenantId]);
  for (const column of causeColumn(table)) columns.push([column, cause]);
  const names = columns.map(([column]) => quote(column)).join(', ');
  const places = columns.map(([column, value]) => params.cast(table, column, value)).join(', ');
  const text = `INSERT INTO ${quoteTable(table)} (${names}) VALUES (${places}) RETURNING ${idText(table)}`;
  return { text, values: params.values };
}

/** The columns of one record, as text. */
export function selectSql(table: Table, tenantId: string, recordId: string, columns: readonly string[]): Sql {
  const params = new Params();
  const list = columns.map((column) => `${quote(column)}::text AS ${quote(column)}`);
  const where = recordIs(table, params, tenantId, recordId);
  const text = `SELECT ${['1 AS found', ...list].join(', ')} FROM ${quoteTable(table)} WHERE ${where}`;
  return { text, values: params.values };
}

/** How often a tenant's records hold each value. */
export function countSql(table: Table, tenantId: string, column: string, values: readonly string[]): Sql {
  const params = new Params();
  const is = `${quote(column)}::text = ANY (${params.add([...values], 'text[]')})`;
  const where = `${is} AND ${tenantIs(table, params, tenantId)}`;
  const held = `${quote(column)}::text`;
  const text = `SELECT ${held} AS value, count(*)::int AS count FROM ${quoteTable(table)} WHERE ${where} GROUP BY ${held}`;
  return { text, values: params.values };
}

const causeColumn = ({ mapping }: Table): readonly string[] =>
  mapping.roles.cause === undefined ? [] : [mapping.roles.cause];

const idText = ({ mapping }: Table): string => `${quote(mapping.id)}::text AS id`;

/** `column = value`; the keys of one json column go into one expression. */
function assignments(table: Table, params: Params, values: SetWrite['values']): readonly string[] {
  const inside = new Map<string, string>();
  const plain: string[] = [];
  for (const [field, value] of Object.entries(values)) {
    const dot = field.indexOf('.');
    if (dot === -1) plain.push(`${quote(field)} = ${params.cast(table, field, value)}`);
    else {
      const column = field.slice(0, dot);
      const before = inside.get(column) ?? `coalesce(${quote(column)}::jsonb, '{}'::jsonb)`;
      const key = params.add([field.slice(dot + 1)], 'text[]');
      inside.set(column, `jsonb_set(${before}, ${key}, ${params.add(JSON.stringify(value), 'jsonb')}, true)`);
    }
  }
  const json = [...inside].map(([column, text]) => `${quote(column)} = (${text})::${typeOf(table, column)}`);
  return [...plain, ...json];
}

/** How a value is added to a list and looked for, in an array, in json, or in text with commas. */
function listColumn(
  table: Table,
  params: Params,
  { column, value }: AppendWrite,
): { appended: string; holds: string } {
  const type = typeOf(table, column);
  const name = quote(column);
  const text = params.add(value, 'text');
  if (type.endsWith('[]')) {
    const list = `coalesce(${name}, '{}')`;
    return {
      appended: `array_append(${list}, (${text})::${type.slice(0, -2)})`,
      holds: `${text} = ANY (${list}::text[])`,
    };
  }
  if (/^jsonb?$/.test(type)) {
    const list = `coalesce(${name}::jsonb, '[]'::jsonb)`;
    return { appended: `(${list} || to_jsonb(${text}))::${type}`, holds: `${list} ? ${text}` };
  }
  const list = `coalesce(${name}, '')`;
  return {
    appended: `concat_ws(', ', nullif(${name}, ''), ${text})`,
    holds: `${text} = ANY (regexp_split_to_array(${list}, '\\s*,\\s*'))`,
  };
}
