/** What the other rooms see of Avro: a registry that knows schemas by id, and codecs that read and write with them. */

/** An Avro schema as it stands in an `.avsc` file. */
export type AvroSchemaJson = string | readonly AvroSchemaJson[] | { readonly [attribute: string]: unknown };

/** How far a new version of a schema may differ from those before it. */
export type Compatibility =
  'NONE' | 'BACKWARD' | 'BACKWARD_TRANSITIVE' | 'FORWARD' | 'FORWARD_TRANSITIVE' | 'FULL' | 'FULL_TRANSITIVE';

/** The two parts of Confluent-framed bytes. */
export interface Frame {
  readonly schemaId: number;
  readonly payload: Buffer;
}

/** A schema that stands, or is to stand, under a subject (`<topic>-value`). */
export interface SubjectSchema {
  readonly subject: string;
  readonly schema: AvroSchemaJson;
}

/**
 * A schema registry with Confluent's API. Every method may throw `registry_unavailable` (retry later) when it does not
 * answer or answers with a 5xx.
 */
export interface Registry {
  /**
   * Registers a schema (no effect when it is there already) and returns its id. `compatibility`, when given, becomes the
   * subject's level first. Throws `schema_incompatible` when the registry refuses the schema.
   */
  register(request: SubjectSchema & { readonly compatibility?: Compatibility }): Promise<number>;
  /** The id that `schema` has under `subject`; registers nothing. Throws `schema_unknown` when it is not there. */
  idOf(subject: string, schema: AvroSchemaJson): Promise<number>;
  /** Sets the level of all subjects that have none of their own. */
  setCompatibility(level: Compatibility): Promise<void>;
  /** The newest schema of `subject`, other attributes included; null where it has none. Not cached. */
  latest(subject: string): Promise<AvroSchemaJson | null>;
  /** The schema as it was registered, other attributes included; cached. Throws `schema_unknown`. */
  schemaById(id: number): Promise<AvroSchemaJson>;
}

/** Writes and reads values of one of our own schemas; a `long` is a number and fails when it is not a safe one. */
export interface Codec<T> {
  /** The id that `encode` writes. */
  readonly schemaId: number;
  /** The framed bytes of `value`. Throws `avro_invalid` naming the path that does not fit. */
  encode(value: T): Buffer;
  /**
   * The value in framed bytes, whoever wrote them. Returns the value itself once the writer's schema is known, else a
   * promise. Throws `bad_magic_byte`, `avro_invalid`, `schema_unknown` or `registry_unavailable`.
   */
  decode(framed: Buffer): T | Promise<T>;
}

/** Reads payloads (without frame) with the schema that wrote them. */
export interface Writer {
  /** The value, or an UpshotError `avro_invalid` for bytes that are not one. */
  decode(payload: Buffer): unknown;
}

/** How a `long` appears: as a number that must be safe, or always as a BigInt. */
export interface WriterOptions {
  readonly longs: 'number' | 'bigint';
}
