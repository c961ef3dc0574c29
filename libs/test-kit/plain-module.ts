/** A module without a source mapping file: its fields and nothing else, for scenarios that are about the graph alone. */
import type { ModuleMapping, SourceMapping } from '@upshot/mapping';
import type { FieldType } from '@upshot/values';

/** A mapping with the one module `name`, of which no row trigger is derived beyond created, updated, saved and deleted. */
export function plainMapping(name: string, fields: Readonly<Record<string, FieldType>>): SourceMapping {
  const typed = Object.fromEntries(
    Object.entries(fields).map(([field, type]) => [field, { type, writable: true }]),
  );
  const module: ModuleMapping = {
    module: name,
    table: null,
    topic: null,
    id: 'id',
    tenant: { constant: 'tenant' },
    fields: typed,
    roles: {},
    outcomes: { won: [], lost: [], completed: [] },
    scores: {},
    sections: {},
    activities: {},
    lookups: {},
    aliases: {},
    schema: { module: name, fields: typed },
    kinds: ['created', 'updated', 'saved', 'deleted', 'fields_changed'],
  };
  return { modules: new Map([[name, module]]), byTopic: new Map() };
}
