/** From the name that a definition uses to the column that it means. */
import type { ModuleMapping } from './types.ts';

const TRAPS = ['__proto__', 'constructor', 'prototype'];

/**
 * The column called `name`: a column itself, its camelCase form, or an alias of the mapping, in this order; or
 * `column.key` for a key inside a json column. Null where the module has no such field.
 */
export function resolveField(module: ModuleMapping, name: string): string | null {
  const dot = name.indexOf('.');
  if (dot === -1) return resolveColumn(module, name);
  const column = resolveColumn(module, name.slice(0, dot));
  const key = name.slice(dot + 1);
  if (column === null || key === '' || TRAPS.includes(key)) return null;
  return module.fields[column]?.type === 'json' ? `${column}.${key}` : null;
}

function resolveColumn(module: ModuleMapping, name: string): string | null {
  for (const each of [name, toSnakeCase(name)]) if (Object.hasOwn(module.fields, each)) return each;
  for (const each of [name, toSnakeCase(name)])
    if (Object.hasOwn(module.aliases, each)) return module.aliases[each] ?? null;
  return null;
}

/** `ownerId` → `owner_id`. */
const toSnakeCase = (name: string): string =>
  name.replaceAll(/[A-Z]/g, (letter, at: number) => `${at === 0 ? '' : '_'}${letter.toLowerCase()}`);
