/** Codecs of our own schemas: write with one schema, read what any registered version of it wrote. */
import { UpshotError } from '@upshot/errors';
import type { Type } from 'avsc';
import { boundedMap } from './bounded-map.ts';
import { compileSchema, invalidIfThrown } from './compile.ts';
import { readFrame, writeFrame } from './frame.ts';
import type { Codec, Registry, SubjectSchema } from './types.ts';
import { readPayload } from './writer.ts';

type Read<T> = (payload: Buffer) => T;

const OWN: { readonly longs: 'number' } = { longs: 'number' };

/**
 * The codec of `schema`, under the id that it has been registered with under `subject`. Throws `schema_unknown` when it
 * has not been, `registry_unavailable`, or `avro_invalid` when it is no schema.
 */
export async function codec<T>(registry: Registry, { subject, schema }: SubjectSchema): Promise<Codec<T>> {
  const type = compileSchema(schema, OWN);
  const schemaId = await registry.idOf(subject, schema);
  const readers = boundedMap<number, Read<T>>();
  readers.set(schemaId, readerOf<T>(type));
  const resolve = async (writerId: number): Promise<Read<T>> => {
    const read = readerOf<T>(type, compileSchema(await registry.schemaById(writerId), OWN));
    readers.set(writerId, read);
    return read;
  };
  return {
    schemaId,
    encode: (value) => writeFrame(schemaId, toPayload(type, value)),
    decode: (framed) => {
      const frame = readFrame(framed);
      const read = readers.get(frame.schemaId);
      return read ? read(frame.payload) : resolve(frame.schemaId).then((found) => found(frame.payload));
    },
  };
}

/**
 * Reads what `writer` (our own schema unless given) wrote. Resolved once per writer's schema: doing so per record costs
 * hundreds of times as much as reading it. What comes out has the shape that our schema was written for.
 */
function readerOf<T>(reader: Type, writer?: Type): Read<T> {
  const resolver = writer && invalidIfThrown('no version of our schema', () => reader.createResolver(writer));
  return (payload) => readPayload(reader, payload, resolver) as T;
}

function toPayload(type: Type, value: unknown): Buffer {
  try {
    return type.toBuffer(value);
  } catch {
    const place = misfit(type, value);
    throw new UpshotError('avro_invalid', `the value does not fit its schema at ${place}`, { place });
  }
}

/** The path of the first part that does not fit, as a JSON pointer; the part itself stays out of the error. */
function misfit(type: Type, value: unknown): string {
  let place: string | undefined;
  type.isValid(value, {
    errorHook: (path) => {
      place ??= `/${path.join('/')}`;
    },
  });
  return place ?? '/';
}
