/** Which modules somebody listens to, and which columns of their rows are read before a match; the rest is decoded after it. */
import type { ModuleMapping } from '@upshot/mapping';

/** Those who read changes: the rule index is one. */
export interface Reader {
  readonly listensTo: (module: string) => boolean;
  /** The same set for as long as it holds the same columns. */
  readonly columnsOf: (module: string) => ReadonlySet<string>;
}

export interface ColumnsRead {
  /** Whether some definition of some tenant is about the module. */
  listensTo(module: ModuleMapping): boolean;
  /** The columns to decode of a module's rows: the same set for as long as it holds the same columns. */
  columnsRead(module: ModuleMapping): ReadonlySet<string>;
}

interface Union {
  readonly parts: readonly ReadonlySet<string>[];
  readonly columns: ReadonlySet<string>;
}

/** What the `readers` of now read, and what tells whose record it is, what its change means and what caused it. */
export function columnsReadBy(readers: () => readonly Reader[]): ColumnsRead {
  const unions = new Map<string, Union>();
  return {
    listensTo: ({ module }) => readers().some((reader) => reader.listensTo(module)),
    columnsRead(module) {
      const parts = readers().map((reader) => reader.columnsOf(module.module));
      const known = unions.get(module.module);
      if (known?.parts.every((part, at) => part === parts[at]) === true) return known.columns;
      const columns = new Set([...parts.flatMap((part) => [...part]), ...columnsOfMapping(module)]);
      unions.set(module.module, { parts, columns });
      return columns;
    },
  };
}

/** What `tenantOf`, `recordIdOf`, `causeOf` and `deriveTriggers` look at. */
function columnsOfMapping({ id, tenant, roles, scores }: ModuleMapping): readonly string[] {
  const { owner, stage, status, score, completed, converted, cause } = roles;
  const byRole = [owner, stage, status, score, completed, converted, cause];
  const tenantColumn = 'column' in tenant ? [tenant.column] : [];
  return [id, ...tenantColumn, ...Object.values(scores), ...byRole.filter((each) => each !== undefined)];
}
