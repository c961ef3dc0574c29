/** The source mapping: read from YAML, checked by line, and what is derived from it. */
export type {
  ActivityMapping,
  Lookup,
  ModuleMapping,
  Outcomes,
  Roles,
  SourceMapping,
  TableMapping,
} from './types.ts';
export { asSent, disagreements, type Disagreement } from './as-sent.ts';
export { loadMapping } from './load-mapping.ts';
export { activitySchema, readableSchema } from './activity-schema.ts';
export { problemText, type MappingProblem } from './problem.ts';
export { readMappingFile } from './read-mapping-file.ts';
export { resolveField } from './resolve-field.ts';
export { deriveTriggers, type Certainty, type DerivedTrigger } from './derive-triggers.ts';
export { causeOf, decodeCause, encodeCause, type Cause } from './cause.ts';
export {
  checkTimeTrigger,
  isCompleted,
  timeColumns,
  timeTriggerOf,
  type TimeTrigger,
  type TimeTriggerProblem,
} from './time-trigger.ts';
export { defaultZone, ownersOf, zoneIn } from './zones.ts';
export { recordIdOf, tenantOf } from './identity.ts';
