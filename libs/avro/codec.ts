/** Codecs of our own schemas: write with one schema, read what any registered version of it wrote. */
import { UpshotError } from '@upshot/errors';
import type { Codec, Registry, SubjectSchema } from './types.ts';

/** The codec of `schema`, under the id that it has been registered with under `subject`. */
export async function codec<T>(registry: Registry, subject: SubjectSchema): Promise<Codec<T>> {
  await registry.idOf(subject.subject, subject.schema);
  throw new UpshotError('internal', 'no codec yet');
}
