/** The source mapping: read from YAML, checked by line, and what is derived from it. */
export type { Lookup, ModuleMapping, Outcomes, Roles, SourceMapping } from './types.ts';
export { loadMapping } from './load-mapping.ts';
export { problemText, type MappingProblem } from './problem.ts';
export { readMappingFile } from './read-mapping-file.ts';
