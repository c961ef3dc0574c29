/** Decodes a record of a change topic, in whichever of Debezium's encodings it comes. */
import { UpshotError } from '@upshot/errors';
import type { FieldValue } from '@upshot/values';
import { placeholder } from './convert/placeholder.ts';
import { Mismatch } from './convert/types.ts';
import { envelopeOf, imagesOf } from './envelope.ts';
import { positionOf } from './position.ts';
import { partReader, type Part, type ReadPart } from './read-part.ts';
import type { ColumnTypes } from './row.ts';
import type { ChangeEvent, Decoded } from './types.ts';
import { asObject, type Untyped } from './untyped.ts';

/** A record as the bus hands it over. */
export interface ChangeRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
  readonly timestampMs: number;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers?: Readonly<Record<string, Buffer>>;
}

/** Debezium's header on the create that follows the delete of a changed primary key. */
const OLD_KEY_HEADER = '__debezium.oldkey';

export interface DecoderOptions {
  /** The Avro schema with this id. Throws `schema_unknown`, or `registry_unavailable` when asking again may help. */
  readonly schemaById: (id: number) => Promise<unknown>;
  /** What the columns of a topic's rows are; only JSON without a schema needs it. */
  readonly typesOf?: (topic: string) => ColumnTypes | undefined;
  /** The connector's `unavailable.value.placeholder`, where it is not Debezium's own. */
  readonly unavailableValue?: string;
}

export interface Decoder {
  /**
   * The change, or why there is none. Throws an UpshotError: `registry_unavailable` (the same record later), or for
   * good `bad_magic_byte`, `schema_unknown`, `avro_invalid`, `bad_envelope`, `key_without_row`.
   */
  decode(record: ChangeRecord): Promise<Decoded>;
}

const TOMBSTONE: Decoded = { kind: 'nothing', why: 'tombstone' };

/** Schemas are compiled once each, when a record first names them. */
export function createDecoder(options: DecoderOptions): Decoder {
  const read = partReader({
    schemaById: options.schemaById,
    stand: placeholder(options.unavailableValue),
    typesOf: options.typesOf ?? (() => undefined),
  });
  return { decode: async (record) => decode(record, read) };
}

async function decode(record: ChangeRecord, read: ReadPart): Promise<Decoded> {
  if (record.value === null || record.value.length === 0) return TOMBSTONE;
  const value = await read(record.topic, record.value);
  if (value.data === null) return TOMBSTONE;
  const op = asObject(value.data)?.['op'];
  if (op === 't') return { kind: 'nothing', why: 'truncate' };
  if (op === 'm') return { kind: 'nothing', why: 'message' };
  const key = await readKey(record, read);
  return coded(value, () => ({ kind: 'change', change: changeOf(record, value, key) }));
}

async function readKey(record: ChangeRecord, read: ReadPart): Promise<Readonly<Record<string, FieldValue>>> {
  if (record.key === null || record.key.length === 0) return {};
  const part = await read(record.topic, record.key).catch((thrown: unknown) => {
    if (!(thrown instanceof UpshotError)) throw thrown;
    throw new UpshotError(thrown.code, `key: ${thrown.message}`, { cause: thrown, place: 'key' });
  });
  return coded(part, () => part.layout.whole.convert(asObject(part.data) ?? { key: part.data }).values);
}

function changeOf(record: ChangeRecord, value: Part, key: Readonly<Record<string, FieldValue>>): ChangeEvent {
  const columns = Object.keys(key);
  const envelope = envelopeOf(value.data, columns);
  const images = imagesOf(envelope, value, key);
  const source: Untyped = asObject(envelope['source']) ?? {};
  const keyText = columns.length === 0 ? `@${record.partition}/${record.offset}` : textOfKey(key);
  const position = positionOf(source, record, keyText, images.operation === 'read');
  const rekeyed = images.operation === 'create' && record.headers?.[OLD_KEY_HEADER] !== undefined;
  return { ...images, key, position, ...(rekeyed && { rekeyed }) };
}

/** One column's value as it is, several as a list, so that no two keys give the same text. */
function textOfKey(key: Readonly<Record<string, FieldValue>>): string {
  const values = Object.values(key);
  const [only] = values;
  return values.length === 1 && (typeof only === 'string' || typeof only === 'number')
    ? String(only)
    : JSON.stringify(values);
}

/** What converting throws without a code (a value unlike its schema, a nesting too deep) becomes a coded error. */
function coded<T>(part: Part, work: () => T): T {
  try {
    return work();
  } catch (thrown) {
    if (thrown instanceof UpshotError) throw thrown;
    const message = thrown instanceof Mismatch ? thrown.message : 'the value cannot be converted';
    throw new UpshotError(part.framed ? 'avro_invalid' : 'bad_envelope', message, { cause: thrown });
  }
}
