/** Reads payloads with the schema that wrote them. */
import type { Type } from 'avsc';
import { compileSchema, invalidIfThrown } from './compile.ts';
import type { AvroSchemaJson, Writer, WriterOptions } from './types.ts';

/** Compiles a schema from the registry once; throws `avro_invalid` when it is none or could be used as a bomb. */
export function compileWriter(schema: AvroSchemaJson, options: WriterOptions): Writer {
  const type = compileSchema(schema, options);
  return { decode: (payload) => readPayload(type, payload) };
}

/** The value in `payload`, read with `type` and, when another schema wrote it, its resolver. Throws `avro_invalid`. */
export function readPayload(
  type: Type,
  payload: Buffer,
  resolver?: ReturnType<Type['createResolver']>,
): unknown {
  return invalidIfThrown('the bytes are not a value of their schema', () =>
    type.fromBuffer(payload, resolver),
  );
}
