/** A registry in memory, for tests of what needs ids and schemas but not the registry itself. */
import { UpshotError } from '@upshot/errors';
import type { AvroSchemaJson, Registry } from '../types.ts';

/** Gives schemas ids from 1 on, whatever their subjects; counts how often a schema was asked for. */
export function memoryRegistry(): Registry & { readonly asked: number[] } {
  const texts: string[] = [];
  const newest = new Map<string, AvroSchemaJson>();
  const asked: number[] = [];
  const idOf = (schema: AvroSchemaJson): number => texts.indexOf(JSON.stringify(schema)) + 1;
  return {
    asked,
    register: async ({ subject, schema }) => {
      newest.set(subject, schema);
      return idOf(schema) || texts.push(JSON.stringify(schema));
    },
    latest: async (subject) => newest.get(subject) ?? null,
    idOf: async (_subject, schema) => {
      if (idOf(schema) === 0) throw new UpshotError('schema_unknown', 'not registered');
      return idOf(schema);
    },
    setCompatibility: async () => {},
    schemaById: async (id) => {
      asked.push(id);
      const text = texts[id - 1];
      if (text === undefined) throw new UpshotError('schema_unknown', `no schema ${id}`);
      return JSON.parse(text);
    },
  };
}
