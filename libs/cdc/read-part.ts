/** Reads a record's key or value: framed Avro, JSON with its schema, or JSON alone. */
import { compileWriter, readFrame, type AvroSchemaJson, type Writer } from '@upshot/avro';
import { toUpshotError, UpshotError } from '@upshot/errors';
import { avroShape } from './avro-shape.ts';
import { boundedCache } from './bounded-cache.ts';
import { connectShape } from './connect-shape.ts';
import type { Placeholder } from './convert/placeholder.ts';
import { layoutOf, untypedLayout, type Layout } from './layout.ts';
import { quickSchema, type QuickSchema } from './quick/quick-schema.ts';
import { parseSafeJson } from './safe-json.ts';
import { asObject } from './untyped.ts';
import type { ColumnTypes } from './row.ts';

/** Decoded, not yet converted. */
export interface Part {
  /** Whether it came as Avro. */
  readonly framed: boolean;
  readonly data: unknown;
  readonly layout: Layout;
}

export interface PartReaderOptions {
  readonly schemaById: (id: number) => Promise<unknown>;
  readonly stand: Placeholder;
  readonly typesOf: (topic: string) => ColumnTypes | undefined;
}

export interface PartReader {
  /**
   * Throws `bad_magic_byte` for bytes that are neither; `avro_invalid`, `schema_unknown` or `registry_unavailable` for
   * framed ones; `bad_envelope` for broken JSON.
   */
  readonly read: (topic: string, bytes: Buffer) => Promise<Part>;
  /** What is known of the schema of framed bytes; undefined before the first `read` of it, and for JSON. */
  readonly known: (bytes: Buffer) => KnownSchema | undefined;
}

/** A schema, compiled. */
export interface KnownSchema {
  readonly writer: Writer;
  readonly layout: Layout;
  readonly quick: QuickSchema;
}

const MAX_SCHEMAS = 1000;
const FRAME_BYTES = 5;

/** A reader that compiles each schema once. */
export function partReader(options: PartReaderOptions): PartReader {
  const avro = avroReader(options);
  const json = jsonReader(options);
  return {
    read: async (topic, bytes) => (bytes[0] === 0 ? avro.read(bytes) : json(topic, bytes)),
    known: avro.known,
  };
}

function avroReader({ schemaById, stand }: PartReaderOptions) {
  const schemas = new Map<number, KnownSchema>();
  const compiled = async (id: number): Promise<KnownSchema> => {
    const schema = await schemaById(id).catch((thrown: unknown) => {
      throw toUpshotError(thrown, 'registry_unavailable', `schema ${id} cannot be fetched`);
    });
    if (!isAvroSchema(schema)) throw new UpshotError('avro_invalid', `schema ${id} is no Avro schema`);
    const made = compileKnown(schema, stand);
    if (schemas.size >= MAX_SCHEMAS) schemas.clear();
    schemas.set(id, made);
    return made;
  };
  return {
    async read(bytes: Buffer): Promise<Part> {
      const { schemaId, payload } = readFrame(bytes);
      const { writer, layout } = schemas.get(schemaId) ?? (await compiled(schemaId));
      return { framed: true, data: writer.decode(payload), layout };
    },
    known: (bytes: Buffer) =>
      bytes[0] === 0 && bytes.length >= FRAME_BYTES ? schemas.get(bytes.readUInt32BE(1)) : undefined,
  };
}

function compileKnown(schema: AvroSchemaJson, stand: Placeholder): KnownSchema {
  const writer = compileWriter(schema, { longs: 'bigint' });
  const shape = avroShape(schema);
  const layout = layoutOf(shape, stand);
  return { writer, layout, quick: quickSchema(schema, shape, layout) };
}

function jsonReader({ stand, typesOf }: PartReaderOptions): (topic: string, bytes: Buffer) => Part {
  const withSchema = boundedCache<Layout>(MAX_SCHEMAS);
  const withoutSchema = boundedCache<Layout>(MAX_SCHEMAS);
  return (topic, bytes) => {
    const parsed = parseJson(bytes);
    const outer = asObject(parsed);
    const bare = (): Layout => withoutSchema(topic, () => untypedLayout(stand, typesOf(topic)));
    if (outer === null || !Object.hasOwn(outer, 'payload') || !hasOnly(outer, ['schema', 'payload']))
      return { framed: false, data: parsed, layout: bare() };
    const schema = outer['schema'];
    if (asObject(schema) === null) return { framed: false, data: outer['payload'], layout: bare() };
    const layout = withSchema(JSON.stringify(schema, bigintsAsText), () =>
      layoutOf(connectShape(schema), stand),
    );
    return { framed: false, data: outer['payload'], layout };
  };
}

/** Anything that begins like JSON is taken for JSON; of other bytes nobody can say what they were meant to be. */
function parseJson(bytes: Buffer): unknown {
  const start = bytes.subarray(0, 64).toString('latin1').trimStart();
  if (!/^[[{"\-0-9tfn]/.test(start))
    throw new UpshotError('bad_magic_byte', `the first byte is ${bytes[0] ?? 'missing'}`);
  try {
    return parseSafeJson(bytes.toString('utf8'));
  } catch (thrown) {
    const code = start.startsWith('{') || start.startsWith('[') ? 'bad_envelope' : 'bad_magic_byte';
    throw new UpshotError(code, 'the bytes are no JSON', { cause: thrown });
  }
}

const hasOnly = (object: Readonly<Record<string, unknown>>, keys: readonly string[]): boolean =>
  Object.keys(object).every((key) => keys.includes(key));

const bigintsAsText = (_: string, value: unknown): unknown =>
  typeof value === 'bigint' ? String(value) : value;

const isAvroSchema = (schema: unknown): schema is AvroSchemaJson =>
  typeof schema === 'string' || (typeof schema === 'object' && schema !== null);
