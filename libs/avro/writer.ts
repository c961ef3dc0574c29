/** Reads payloads with the schema that wrote them. */
import { UpshotError } from '@upshot/errors';
import type { AvroSchemaJson, Writer, WriterOptions } from './types.ts';

/** Compiles a schema from the registry once; throws `avro_invalid` when it is none or could be used as a bomb. */
export function compileWriter(schema: AvroSchemaJson, options: WriterOptions): Writer {
  throw new UpshotError('internal', `no writer yet (${typeof schema}, ${options.longs})`);
}
