/** The Avro schema of a change topic, as Debezium registers it. */
import type { AvroSchemaJson } from '@upshot/avro';
import type { FieldType } from '@upshot/values';

const WIRE: Readonly<Record<FieldType, unknown>> = {
  text: 'string',
  reference: { type: 'string', 'connect.name': 'io.debezium.data.Uuid' },
  integer: 'int',
  decimal: { type: 'bytes', logicalType: 'decimal', precision: 14, scale: 2 },
  boolean: 'boolean',
  date: { type: 'int', 'connect.name': 'io.debezium.time.Date' },
  datetime: { type: 'string', 'connect.name': 'io.debezium.time.ZonedTimestamp' },
  list: { type: 'array', items: 'string' },
  json: { type: 'string', 'connect.name': 'io.debezium.data.Json' },
};

/** An envelope whose rows have these columns, each nullable. */
export function envelopeOf(columns: Readonly<Record<string, FieldType>>, namespace: string): AvroSchemaJson {
  const fields = Object.entries(columns).map(([name, type]) => ({
    name,
    type: ['null', WIRE[type]],
    default: null,
  }));
  return {
    type: 'record',
    name: 'Envelope',
    namespace,
    fields: [
      { name: 'before', type: ['null', { type: 'record', name: 'Value', fields }], default: null },
      { name: 'after', type: ['null', 'Value'], default: null },
      { name: 'op', type: 'string' },
    ],
  };
}
