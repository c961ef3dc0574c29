/** What a module's lookups lead to, given to its schema: criteria over related records are checked and read by it. */
import type { ModuleSchema } from '@upshot/values';
import type { ModuleMapping } from './types.ts';

/** The modules, each schema with those that its lookups lead to. One step: the schema there has no lookups of its own. */
export function relateModules(
  modules: ReadonlyMap<string, ModuleMapping>,
): ReadonlyMap<string, ModuleMapping> {
  return new Map(
    [...modules].map(([name, module]) => [
      name,
      { ...module, schema: { ...module.schema, related: relatedOf(module, modules) } },
    ]),
  );
}

/** A lookup whose module is not mapped leads nowhere; the file that holds one has been refused already. */
function relatedOf(
  { lookups }: ModuleMapping,
  modules: ReadonlyMap<string, ModuleMapping>,
): NonNullable<ModuleSchema['related']> {
  return Object.fromEntries(
    Object.entries(lookups).flatMap(([lookup, { column, module }]) => {
      const schema = modules.get(module)?.schema;
      return schema === undefined ? [] : [[lookup, { column, schema }]];
    }),
  );
}
