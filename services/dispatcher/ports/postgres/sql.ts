/** Statements of the write-back: every name quoted and from the mapping, every value a parameter cast to its column. */
import { UpshotError } from '@upshot/errors';
import type { TableMapping } from '@upshot/mapping';
import type { FieldValue } from '@upshot/values';

/** A statement with its parameters. */
export interface Sql {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** The columns of a table with their PostgreSQL types, as the database names them. */
export type ColumnTypes = ReadonlyMap<string, string>;

/** A table as the mapping says and the database has it. */
export interface Table {
  readonly mapping: TableMapping;
  readonly types: ColumnTypes;
}

const TEXTUAL = /^(text|character varying|character|citext)$/;

/** Gathers parameters while a statement is written. */
export class Params {
  readonly values: unknown[] = [];

  /** The place of a value, cast to the type of its column. */
  cast(table: Table, column: string, value: FieldValue): string {
    return this.add(parameterOf(typeOf(table, column), column, value), typeOf(table, column));
  }

  /** The place of a value of a known type. */
  add(value: unknown, type: string): string {
    this.values.push(value);
    return `$${this.values.length}::${type}`;
  }
}

/** A name as PostgreSQL reads it literally. */
export const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** `schema.table`, quoted. */
export const quoteTable = ({ mapping }: Table): string => mapping.table.split('.').map(quote).join('.');

/** The type of a column; throws `crm_refused` naming a column that the mapping has and the database has not. */
export function typeOf({ mapping, types }: Table, column: string): string {
  const type = types.get(column);
  if (type !== undefined) return type;
  throw new UpshotError('crm_refused', `the table of ${mapping.module} has no column ${column}`, {
    place: column,
  });
}

/** The condition that picks one record of one tenant. */
export function recordIs(table: Table, params: Params, tenantId: string, recordId: string): string {
  const { id } = table.mapping;
  return `${quote(id)} = ${params.cast(table, id, recordId)} AND ${tenantIs(table, params, tenantId)}`;
}

/** The condition that picks a tenant's records. A table of one tenant holds none of any other's. */
export function tenantIs(table: Table, params: Params, tenantId: string): string {
  const { tenant } = table.mapping;
  if ('column' in tenant) return `${quote(tenant.column)} = ${params.cast(table, tenant.column, tenantId)}`;
  return tenant.constant === tenantId ? 'true' : 'false';
}

/** A value as the driver sends it: lists as arrays, json as text; empty text is no number and no date, so null. */
function parameterOf(type: string, column: string, value: FieldValue): unknown {
  if (value === null) return null;
  if (/^jsonb?$/.test(type)) return JSON.stringify(value);
  if (type.endsWith('[]')) return listOf(value, column);
  if (typeof value === 'object') {
    throw new UpshotError('crm_refused', `${column} takes one plain value`, { place: column });
  }
  return value === '' && !TEXTUAL.test(type) ? null : String(value);
}

function listOf(value: Exclude<FieldValue, null>, column: string): readonly string[] {
  if (typeof value !== 'object') {
    return String(value)
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== '');
  }
  if (!Array.isArray(value))
    throw new UpshotError('crm_refused', `${column} takes a list`, { place: column });
  return value.map((each) => (typeof each === 'string' ? each : JSON.stringify(each)));
}
