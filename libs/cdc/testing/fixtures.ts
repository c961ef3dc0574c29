/** Records as a real Debezium wrote them, with the schemas that a registry would answer with. */
import { UpshotError } from '@upshot/errors';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { createDecoder, type ChangeRecord, type Decoder, type DecoderOptions } from '../index.ts';

export const FIXTURES = [
  'avro',
  'avro-connect-times',
  'avro-iso-times',
  'json-with-schema',
  'json-with-schema-connect-times',
  'json-iso-times',
  'json',
] as const;

const base64 = z
  .string()
  .nullable()
  .transform((text) => (text === null ? null : Buffer.from(text, 'base64')));

const fixtureSchema = z.object({
  schemas: z.record(z.string(), z.string()),
  records: z.record(
    z.string(),
    z.object({
      topic: z.string(),
      partition: z.number(),
      offset: z.string().transform(BigInt),
      timestampMs: z.number(),
      key: base64,
      value: base64,
    }),
  ),
});

export interface Fixture {
  readonly decoder: Decoder;
  /** The record of this name; each name says what the record is. */
  readonly record: (name: string) => ChangeRecord;
  readonly names: readonly string[];
}

/** A file of captured records, and a decoder that knows their schemas. */
export function fixture(name: (typeof FIXTURES)[number], options: Partial<DecoderOptions> = {}): Fixture {
  const text = readFileSync(new URL(`fixtures/${name}.json`, import.meta.url), 'utf8');
  const { schemas, records } = fixtureSchema.parse(JSON.parse(text));
  return {
    decoder: createDecoder({ schemaById: async (id) => parsed(schemas[id], id), ...options }),
    names: Object.keys(records),
    record: (wanted) => {
      const record = records[wanted];
      if (record === undefined) throw new UpshotError('internal', `no record ${wanted} in ${name}`);
      return record;
    },
  };
}

function parsed(schema: string | undefined, id: number): unknown {
  if (schema === undefined) throw new UpshotError('schema_unknown', `no schema ${id}`);
  return JSON.parse(schema);
}
