/** The node kinds, in an explicit list: a kind without an entry does not compile. */
import { z } from 'zod';
import { actionSpec, type ActionNode } from './action.ts';
import { branchSpec, type BranchNode } from './branch.ts';
import { endSpec, type EndNode } from './end.ts';
import { joinSpec, type JoinNode } from './join.ts';
import { loopSpec, type LoopNode } from './loop.ts';
import type { NodeSpec } from './node-spec.ts';
import { parallelSpec, type ParallelNode } from './parallel.ts';
import { setSpec, type SetNode } from './set.ts';
import { subWorkflowSpec, type SubWorkflowNode } from './sub-workflow.ts';
import { taskSpec, type TaskNode } from './task.ts';
import { waitForEventSpec, type WaitForEventNode } from './wait-for-event.ts';
import { waitSpec, type WaitNode } from './wait.ts';

export type Node =
  | ActionNode
  | BranchNode
  | EndNode
  | JoinNode
  | LoopNode
  | ParallelNode
  | SetNode
  | SubWorkflowNode
  | TaskNode
  | WaitForEventNode
  | WaitNode;
export type NodeKindName = Node['kind'];
type NodeOf<K extends NodeKindName> = Extract<Node, { kind: K }>;

export const NODE_SPECS: { readonly [K in NodeKindName]: NodeSpec<NodeOf<K>> } = {
  action: actionSpec,
  branch: branchSpec,
  end: endSpec,
  join: joinSpec,
  loop: loopSpec,
  parallel: parallelSpec,
  set: setSpec,
  sub_workflow: subWorkflowSpec,
  task: taskSpec,
  wait: waitSpec,
  wait_for_event: waitForEventSpec,
};

/** Any node as JSON. */
export const nodeSchema: z.ZodType<Node> = z.lazy(() =>
  z.discriminatedUnion('kind', [
    actionSpec.schema,
    branchSpec.schema,
    endSpec.schema,
    joinSpec.schema,
    loopSpec.schema,
    parallelSpec.schema,
    setSpec.schema,
    subWorkflowSpec.schema,
    taskSpec.schema,
    waitSpec.schema,
    waitForEventSpec.schema,
  ]),
);

/** On which outcomes edges may leave a node. */
export function outcomesOf(node: Node): readonly string[] {
  switch (node.kind) {
    case 'action':
      return actionSpec.outcomes(node);
    case 'branch':
      return branchSpec.outcomes(node);
    case 'end':
      return endSpec.outcomes(node);
    case 'join':
      return joinSpec.outcomes(node);
    case 'loop':
      return loopSpec.outcomes(node);
    case 'parallel':
      return parallelSpec.outcomes(node);
    case 'set':
      return setSpec.outcomes(node);
    case 'sub_workflow':
      return subWorkflowSpec.outcomes(node);
    case 'task':
      return taskSpec.outcomes(node);
    case 'wait':
      return waitSpec.outcomes(node);
    case 'wait_for_event':
      return waitForEventSpec.outcomes(node);
  }
}
