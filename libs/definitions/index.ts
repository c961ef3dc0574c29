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
  awaitsSchema,
  readAwaited,
  waitingNodes,
  type Awaited,
  type Awaits,
  type FormerNode,
  type WaitingNode,
} from './awaited-nodes.ts';
export { ACTION_CHANNELS, CHANNEL_ANSWERS, CHANNELS, type ActionName, type Channel } from './actions.ts';
export { DIALECTS, NO_GRAPH, type Definition, type Dialect, type Edge, type Graph } from './definition.ts';
export type { ActionNode, Config } from './nodes/action.ts';
export { yesOrNo, type AskedRecord, type BranchArm, type BranchNode } from './nodes/branch.ts';
export type { EndNode } from './nodes/end.ts';
export { NODE_SPECS, nodeSchema, outcomesOf, type Node, type NodeKindName } from './nodes/index.ts';
export type { JoinNode } from './nodes/join.ts';
export type { LoopNode } from './nodes/loop.ts';
export type { ParallelNode } from './nodes/parallel.ts';
export type { Assigned, SetNode } from './nodes/set.ts';
export type { SubWorkflowNode } from './nodes/sub-workflow.ts';
export type { Assignment, FormField, TaskNode } from './nodes/task.ts';
export type { AwaitedEvent, WaitForEventNode } from './nodes/wait-for-event.ts';
export { waitUntilSchema, type WaitNode, type WaitUntil, type WaitZone } from './nodes/wait.ts';
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
