/** Turns a schema into an avsc type that no payload can use to block the process or to exhaust its memory. */
import { UpshotError } from '@upshot/errors';
import avsc, { type Type } from 'avsc';
import { checkBounds } from './check-bounds.ts';
import { BoundedArrayType, BoundedMapType } from './bounded-types.ts';
import { LONGS } from './long-types.ts';
import type { AvroSchemaJson, WriterOptions } from './types.ts';

type SchemaArgument = Parameters<typeof Type.forSchema>[0];
type SchemaOptions = NonNullable<Parameters<typeof Type.forSchema>[1]>;

/**
 * Compiles `schema`. Throws `avro_invalid` when it is none, names a field `__proto__`, or has arrays or maps whose items
 * take no bytes. Logical types are left to the reader: text from a registry decides no code here.
 */
export function compileSchema(schema: AvroSchemaJson, options: WriterOptions): Type {
  const type = invalidIfThrown('not an Avro schema', () =>
    avsc.Type.forSchema(asArgument(schema), schemaOptions(options)),
  );
  invalidIfThrown('the schema nests too deeply', () => checkBounds(type));
  return type;
}

/** Runs `work`; whatever it throws without a code becomes `avro_invalid` with this message. */
export function invalidIfThrown<T>(message: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    if (cause instanceof UpshotError) throw cause;
    throw new UpshotError('avro_invalid', message, { cause });
  }
}

function schemaOptions(options: WriterOptions): SchemaOptions {
  return {
    registry: Object.create(null),
    omitRecordMethods: true,
    typeHook: (schema, opts) => {
      const name = typeNameOf(schema);
      if (name === 'array') return new BoundedArrayType(schema, opts);
      if (name === 'map') return new BoundedMapType(schema, opts);
      return name === 'long' ? LONGS[options.longs] : undefined;
    },
  };
}

function typeNameOf(schema: unknown): unknown {
  if (typeof schema !== 'object' || schema === null || !('type' in schema)) return schema;
  return schema.type;
}

/** avsc checks what it is given: its static type only describes schemas that it would accept. */
function asArgument(schema: AvroSchemaJson): SchemaArgument {
  return schema as SchemaArgument;
}
