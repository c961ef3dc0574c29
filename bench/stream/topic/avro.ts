/** The schemas that Debezium's connector for PostgreSQL registers for such a table, with what it says of each column's meaning. */
import type { AvroSchemaJson } from '@upshot/avro';
import type { FieldType } from '@upshot/values';
import { FIELDS } from '../../matcher/workload/fields.ts';

const NAMESPACE = 'bench.public.leads';

/** Digits after the point of each decimal column. */
export const SCALES: Readonly<Record<string, number>> = { amount: 2, discount: 1 };

const nullable = (type: AvroSchemaJson): AvroSchemaJson => ['null', type];
const named = (type: string, name: string): AvroSchemaJson => ({
  type,
  'connect.version': 1,
  'connect.name': name,
});

const decimal = (scale: number): AvroSchemaJson => ({
  type: 'bytes',
  scale,
  precision: 14,
  'connect.version': 1,
  'connect.parameters': { scale: String(scale), 'connect.decimal.precision': '14' },
  'connect.name': 'org.apache.kafka.connect.data.Decimal',
  logicalType: 'decimal',
});

const TYPES: Readonly<Partial<Record<FieldType, AvroSchemaJson>>> = {
  integer: 'int',
  boolean: 'boolean',
  date: named('int', 'io.debezium.time.Date'),
  datetime: named('string', 'io.debezium.time.ZonedTimestamp'),
  list: { type: 'array', items: ['null', 'string'] },
};

const typeOf = (name: string, type: FieldType): AvroSchemaJson =>
  type === 'decimal' ? decimal(SCALES[name] ?? 0) : (TYPES[type] ?? 'string');

const row = {
  type: 'record',
  name: 'Value',
  fields: [
    { name: 'id', type: 'string' },
    { name: 'tenant_id', type: 'string' },
    ...FIELDS.map(({ name, type }) => ({ name, type: nullable(typeOf(name, type)), default: null })),
    { name: 'upshot_cause', type: nullable('string'), default: null },
  ],
  'connect.name': `${NAMESPACE}.Value`,
};

const source = {
  type: 'record',
  name: 'Source',
  namespace: 'io.debezium.connector.postgresql',
  fields: [
    { name: 'version', type: 'string' },
    { name: 'connector', type: 'string' },
    { name: 'name', type: 'string' },
    { name: 'ts_ms', type: 'long' },
    { name: 'db', type: 'string' },
    { name: 'schema', type: 'string' },
    { name: 'table', type: 'string' },
    { name: 'txId', type: nullable('long'), default: null },
    { name: 'lsn', type: nullable('long'), default: null },
  ],
  'connect.version': 1,
  'connect.name': 'io.debezium.connector.postgresql.Source',
};

/** Of a record's value. */
export const ENVELOPE: AvroSchemaJson = {
  type: 'record',
  name: 'Envelope',
  namespace: NAMESPACE,
  fields: [
    { name: 'before', type: nullable(row), default: null },
    { name: 'after', type: nullable('Value'), default: null },
    { name: 'source', type: source },
    { name: 'op', type: 'string' },
    { name: 'ts_ms', type: nullable('long'), default: null },
  ],
  'connect.version': 1,
  'connect.name': `${NAMESPACE}.Envelope`,
};

/** Of a record's key. */
export const KEY: AvroSchemaJson = {
  type: 'record',
  name: 'Key',
  namespace: NAMESPACE,
  fields: [{ name: 'id', type: 'string' }],
  'connect.name': `${NAMESPACE}.Key`,
};
