/** Hand-made records, for what no real connector would send. */
import avsc from 'avsc';
import type { ChangeRecord } from '../index.ts';

/** A record of topic `crm.public.leads` with this value (JSON unless it is bytes) and the key `{"id":"7"}`. */
export function record(value: unknown, parts: Partial<ChangeRecord> = {}): ChangeRecord {
  return {
    topic: 'crm.public.leads',
    partition: 2,
    offset: 41n,
    timestampMs: 1_700_000_000_000,
    key: json({ id: '7' }),
    value: Buffer.isBuffer(value) || value === null ? value : json(value),
    ...parts,
  };
}

export const json = (value: unknown): Buffer =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));

/** An envelope as Postgres' connector sends it, without schema. */
export const envelope = (
  op: string,
  rows: { readonly before?: unknown; readonly after?: unknown },
  source: object = {},
): object => ({
  before: rows.before ?? null,
  after: rows.after ?? null,
  source: {
    connector: 'postgresql',
    name: 'crm',
    db: 'crm',
    schema: 'public',
    table: 'leads',
    lsn: 100,
    ts_ms: 5,
    ...source,
  },
  op,
  ts_ms: 6,
});

/** Avro bytes of `value`, framed with `id`. */
export function framed(id: number, schema: avsc.Schema, value: unknown): Buffer {
  const header = Buffer.alloc(5);
  header.writeUInt32BE(id, 1);
  return Buffer.concat([header, avsc.Type.forSchema(schema).toBuffer(value)]);
}

/** The Avro schema of an envelope whose rows have these fields. */
export const envelopeSchema = (fields: readonly object[]): avsc.Schema =>
  ({
    type: 'record',
    name: 'Envelope',
    fields: [
      { name: 'before', type: ['null', { type: 'record', name: 'Value', fields }], default: null },
      { name: 'after', type: ['null', 'Value'], default: null },
      { name: 'op', type: 'string' },
    ],
  }) as avsc.Schema;
