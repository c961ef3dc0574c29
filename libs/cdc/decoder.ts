/** Decodes a record of a change topic, in whichever of Debezium's encodings it comes. */
import { UpshotError } from '@upshot/errors';
import type { FieldValue } from '@upshot/values';
import { changeOf, placeOf } from './change-of.ts';
import { placeholder } from './convert/placeholder.ts';
import { Mismatch } from './convert/types.ts';
import { envelopeOf, imagesOf } from './envelope.ts';
import { decodeQuickly } from './quick/decode-quickly.ts';
import { partReader, type Part, type PartReader } from './read-part.ts';
import type { ColumnTypes } from './row.ts';
import type { ChangeEvent, ChangeRecord, Decoded } from './types.ts';
import { asObject, type Untyped } from './untyped.ts';

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
   * The change, or why there is none. Rejects with an UpshotError: `registry_unavailable` (the same record later), or
   * for good `bad_magic_byte`, `schema_unknown`, `avro_invalid`, `bad_envelope`, `key_without_row`.
   */
  decode(record: ChangeRecord): Promise<Decoded>;
  /**
   * The same, at once where the schemas are known. With `columns`, the images need hold no more than these, and a
   * change that has `whole` holds no more: what is wrong with other columns shows when that is asked. The set stands
   * for its contents: hand over the same one until they change.
   */
  read(record: ChangeRecord, columns?: ReadonlySet<string>): Decoded | Promise<Decoded>;
}

const TOMBSTONE: Decoded = { kind: 'nothing', why: 'tombstone' };

/** Schemas are compiled once each, when a record first names them. */
export function createDecoder(options: DecoderOptions): Decoder {
  const parts = partReader({
    schemaById: options.schemaById,
    stand: placeholder(options.unavailableValue),
    typesOf: options.typesOf ?? (() => undefined),
  });
  const read: Decoder['read'] = (record, columns) => {
    if (record.value === null || record.value.length === 0) return TOMBSTONE;
    return decodeQuickly(record, parts, columns) ?? decodeSlowly(record, record.value, parts);
  };
  return { decode: async (record) => read(record), read };
}

async function decodeSlowly(record: ChangeRecord, bytes: Buffer, parts: PartReader): Promise<Decoded> {
  const value = await parts.read(record.topic, bytes);
  if (value.data === null) return TOMBSTONE;
  const op = asObject(value.data)?.['op'];
  if (op === 't') return { kind: 'nothing', why: 'truncate' };
  if (op === 'm') return { kind: 'nothing', why: 'message' };
  const key = await readKey(record, parts);
  return coded(value, () => ({ kind: 'change', change: readChange(record, value, key) }));
}

async function readKey(
  { topic, key }: ChangeRecord,
  parts: PartReader,
): Promise<Readonly<Record<string, FieldValue>>> {
  if (key === null || key.length === 0) return {};
  const part = await parts.read(topic, key).catch((thrown: unknown) => {
    if (!(thrown instanceof UpshotError)) throw thrown;
    throw new UpshotError(thrown.code, `key: ${thrown.message}`, { cause: thrown, place: 'key' });
  });
  return coded(part, () => part.layout.whole.convert(asObject(part.data) ?? { key: part.data }).values);
}

function readChange(
  record: ChangeRecord,
  value: Part,
  key: Readonly<Record<string, FieldValue>>,
): ChangeEvent {
  const envelope = envelopeOf(value.data, Object.keys(key));
  const images = imagesOf(envelope, value, key);
  const source: Untyped = asObject(envelope['source']) ?? {};
  return changeOf(record, images, key, placeOf(record, source, key, images.operation === 'read'));
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
