/** The CRM's own database as the actions see it: writes that happen once and carry their cause, and a few reads. */
import { z } from 'zod';
import { fieldsSchema } from '../due-effect.ts';

/** One write. Fields are columns, or `column.key` inside a json column, and have been checked against the mapping. */
export const crmWriteSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('set'), module: z.string(), recordId: z.string(), values: fieldsSchema }),
  /** Adds a value to a list column, unless it is there. */
  z.object({
    kind: z.literal('append'),
    module: z.string(),
    recordId: z.string(),
    column: z.string(),
    value: z.string(),
  }),
  z.object({ kind: z.literal('insert'), module: z.string(), recordId: z.string(), values: fieldsSchema }),
]);
export type CrmWrite = z.output<typeof crmWriteSchema>;

/** Whose write it is, and where it comes from. */
export interface CrmEffect {
  readonly effectId: string;
  readonly tenantId: string;
  readonly runId: string;
  readonly rootRunId: string;
  readonly definitionId: string;
  readonly action: string;
  readonly depth: number;
}

/** What a write led to, the same each time it is asked for. */
export interface CrmWritten {
  /** Whether the record was there. */
  readonly found: boolean;
  /** The id of the record written. */
  readonly recordId: string;
}

/**
 * Every method throws `crm_unavailable` (retry later) where the database is away, `conflict` (retry now) where another
 * transaction was in the way, and `crm_refused` (never) where it says no; no message holds a value.
 */
export interface Crm {
  /** In one transaction: the effect's id, the write with its cause, and what it led to. A second call changes nothing. */
  apply(effect: CrmEffect, write: CrmWrite): Promise<CrmWritten>;
  /** Columns of one record as text; null where the tenant has no such record. */
  read(
    tenantId: string,
    module: string,
    recordId: string,
    columns: readonly string[],
  ): Promise<Readonly<Record<string, string | null>> | null>;
  /** How many of the tenant's records hold each of the values in a column. */
  countBy(
    tenantId: string,
    module: string,
    column: string,
    values: readonly string[],
  ): Promise<ReadonlyMap<string, number>>;
  ping(): Promise<void>;
  close(): Promise<void>;
}
