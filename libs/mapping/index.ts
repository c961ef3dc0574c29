/** The source mapping: read from YAML, checked by line, and what is derived from it. */
export type { Lookup, ModuleMapping, Outcomes, Roles, SourceMapping } from './types.ts';
