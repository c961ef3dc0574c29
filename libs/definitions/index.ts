/** The native definition: types, and the schema that reads one back from JSON. */
export {
  ACTION_CHANNELS,
  CHANNELS,
  DIALECTS,
  TRIGGER_KINDS,
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
  type Trigger,
  type TriggerKind,
  type WaitNode,
} from './definition.ts';
export { definitionSchema, graphSchema } from './definition-schema.ts';
