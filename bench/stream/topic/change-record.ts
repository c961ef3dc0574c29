/** A change as Debezium's connector for PostgreSQL would write it, before it is encoded. */
import { isList, parseInstant, type FieldValue, type Image } from '@upshot/values';
import { FIELDS, type Field } from '../../matcher/workload/fields.ts';
import type { BenchEvent } from '../../matcher/workload/index.ts';
import { SCALES } from './avro.ts';

type Values = Readonly<Record<string, unknown>>;

/** The values of the schemas `KEY` and `ENVELOPE`. */
export interface ChangeValues {
  readonly key: Values;
  readonly value: Values;
}

const DAY_MS = 86_400_000;
const FIRST_COMMIT_MS = Date.UTC(2026, 10, 1);
const FIRST_LSN = 24_000_000;
/** So many records change, in turn. */
const ENTITIES = 20_000;
const DECIMAL_BYTES = 6;

/** The change at `place` of the topic: of a record, and at a position in the source, of its own. */
export function changeAt(place: number, { tenantId, change }: BenchEvent): ChangeValues {
  const id = `lead_${String(place % ENTITIES).padStart(8, '0')}`;
  const rowOf = (image: Image | null): Values | null =>
    image === null ? null : { id, tenant_id: tenantId, ...columnsOf(image), upshot_cause: null };
  const ts_ms = FIRST_COMMIT_MS + place;
  const source = {
    version: '3.3.1.Final',
    connector: 'postgresql',
    name: 'bench',
    ts_ms,
    db: 'crm',
    schema: 'public',
    table: 'leads',
    txId: place,
    lsn: FIRST_LSN + place * 64,
  };
  const op = change.operation === 'create' ? 'c' : 'u';
  const value = { before: rowOf(change.before), after: rowOf(change.after), source, op, ts_ms: ts_ms + 1 };
  return { key: { id }, value };
}

const columnsOf = ({ values }: Image): Values =>
  Object.fromEntries(FIELDS.map((field) => [field.name, toAvro(field, values[field.name] ?? null)]));

function toAvro({ name, type }: Field, value: FieldValue): unknown {
  if (value === null || isList(value)) return value;
  if (type === 'date') return (parseInstant(value)?.ms ?? Number.NaN) / DAY_MS;
  if (type === 'decimal') return decimalBytes(Number(value), SCALES[name] ?? 0);
  return value;
}

/** Two's complement in as few bytes as it takes. */
function decimalBytes(value: number, scale: number): Buffer {
  const bytes = Buffer.alloc(DECIMAL_BYTES);
  bytes.writeIntBE(Math.round(value * 10 ** scale), 0, DECIMAL_BYTES);
  const first = bytes.findIndex((byte) => byte !== 0);
  if (first === -1) return bytes.subarray(DECIMAL_BYTES - 1);
  const signFits = bytes.readUInt8(first) < 0x80;
  return bytes.subarray(signFits ? first : first - 1);
}
