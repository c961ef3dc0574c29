/** The native definition: types, and the schema that reads one back from JSON. */
export {
  LIMIT_UNITS,
  limitMs,
  type AwaitedActivity,
  type LimitUnit,
  type TimeLimit,
  type WatchedActivity,
} from './activity.ts';
export {
  ACTION_CHANNELS,
  CHANNELS,
  DIALECTS,
  type ActionName,
  type ActionNode,
  type BranchNode,
  type Channel,
  type Config,
  type Definition,
  type Dialect,
  type Edge,
  type Graph,
  type Node,
  type Outcome,
  type WaitNode,
} from './definition.ts';
export { definitionSchema, graphSchema } from './definition-schema.ts';
export { listeningCriteria } from './listening-criteria.ts';
export {
  ACTIVITY_KINDS,
  ROW_KINDS,
  TIME_KINDS,
  TRIGGER_KINDS,
  type ActivityKind,
  type DatedBy,
  type Reentry,
  type RowKind,
  type TimeKind,
  type Trigger,
  type TriggerKind,
  type WatchedFields,
  type WatchedScore,
} from './trigger.ts';
export { triggerSchema } from './trigger-schema.ts';
export { criteriaSchema } from './criteria-schema.ts';
