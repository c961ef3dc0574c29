/** Which columns a change topic's rows have, and as what kind of value each arrives, read from the schema of its records. */
import type { FieldType } from '@upshot/values';
import { avroShape } from './avro-shape.ts';
import { fieldShape, type Primitive, type Shape } from './shape.ts';

/** Each column's type on the wire; null where that cannot be said. */
export type SentColumns = ReadonlyMap<string, FieldType | null>;

/** The columns that an envelope's Avro schema has; null for what is no envelope with rows (a document database's, a flattened row). */
export function sentColumns(schema: unknown): SentColumns | null {
  const envelope = avroShape(schema);
  const row = fieldShape(envelope, 'after') ?? fieldShape(envelope, 'before');
  if (fieldShape(envelope, 'op') === null || row?.kind !== 'record') return null;
  return new Map(row.fields.map(({ name, shape }) => [name, typeOf(shape)]));
}

function typeOf(shape: Shape): FieldType | null {
  switch (shape.kind) {
    case 'any':
      return null;
    case 'array':
      return 'list';
    case 'map':
      return 'json';
    case 'record':
      return NAMED.get(shape.name ?? '') ?? 'json';
    case 'primitive':
      return NAMED.get(shape.name ?? '') ?? PRIMITIVES[shape.type];
  }
}

const PRIMITIVES: Readonly<Record<Primitive, FieldType>> = {
  boolean: 'boolean',
  int: 'integer',
  long: 'integer',
  float: 'decimal',
  double: 'decimal',
  string: 'text',
  bytes: 'text',
};

const named = (type: FieldType, names: readonly string[]) => names.map((name) => [name, type] as const);

/** What Connect and Debezium name and `convert/meanings.ts` converts; of any other name the plain type says it all. */
const NAMED: ReadonlyMap<string, FieldType> = new Map([
  ...named('decimal', [
    'org.apache.kafka.connect.data.Decimal',
    'decimal',
    'io.debezium.data.VariableScaleDecimal',
  ]),
  ...named('date', [
    'io.debezium.time.Date',
    'org.apache.kafka.connect.data.Date',
    'date',
    'io.debezium.time.IsoDate',
  ]),
  ...named('text', [
    'io.debezium.time.Time',
    'org.apache.kafka.connect.data.Time',
    'time-millis',
    'io.debezium.time.MicroTime',
    'time-micros',
    'io.debezium.time.NanoTime',
    'io.debezium.time.IsoTime',
    'io.debezium.data.Bits',
  ]),
  ...named('datetime', [
    'io.debezium.time.Timestamp',
    'org.apache.kafka.connect.data.Timestamp',
    'timestamp-millis',
    'local-timestamp-millis',
    'io.debezium.time.MicroTimestamp',
    'timestamp-micros',
    'local-timestamp-micros',
    'io.debezium.time.NanoTimestamp',
    'timestamp-nanos',
    'local-timestamp-nanos',
    'io.debezium.time.ZonedTimestamp',
    'io.debezium.time.IsoTimestamp',
  ]),
  ['io.debezium.data.Json', 'json'],
  ['io.debezium.data.EnumSet', 'list'],
]);
