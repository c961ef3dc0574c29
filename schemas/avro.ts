/** The Avro schemas of Upshot's records, read from their files once. */
import { readFileSync } from 'node:fs';
import { UpshotError } from '@upshot/errors';
import { TOPICS } from './topics.ts';

/** A parsed Avro schema of a record. */
export interface AvroRecordSchema {
  readonly [attribute: string]: unknown;
  readonly type: 'record';
  readonly name: string;
  readonly namespace: string;
  readonly fields: readonly unknown[];
}

/** The schema in `schemas/avro/<name>.avsc`. */
export function avroSchema(name: string): AvroRecordSchema {
  const parsed: unknown = JSON.parse(readFileSync(new URL(`./avro/${name}.avsc`, import.meta.url), 'utf8'));
  if (!isRecordSchema(parsed))
    throw new UpshotError('config_invalid', `schemas/avro/${name}.avsc is not a record schema`);
  return parsed;
}

/** The schema of the values on one of Upshot's topics. */
export function schemaOfTopic(topic: string): AvroRecordSchema {
  const known = TOPICS.find((each) => each.name === topic);
  if (known === undefined)
    throw new UpshotError('config_invalid', `no topic ${topic} in schemas/topics.json`);
  return avroSchema(known.schema);
}

function isRecordSchema(value: unknown): value is AvroRecordSchema {
  return (
    typeof value === 'object' &&
    value !== null &&
    'type' in value &&
    value.type === 'record' &&
    'fields' in value
  );
}
