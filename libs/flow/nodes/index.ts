/** The node kinds, in an explicit list: a kind without an entry does not compile. */
import type { Node } from '@upshot/definitions';
import type { RunState } from '../run-state.ts';
import { action } from './action.ts';
import { branch } from './branch.ts';
import type { Entered, NodeKind, Surroundings } from './node-kind.ts';
import { wait } from './wait.ts';

type KindOf = { readonly [K in Node['kind']]: NodeKind<Extract<Node, { kind: K }>> };

export const NODE_KINDS: KindOf = { action, branch, wait };

/** Enters a node by its kind. */
export function enterNode(node: Node, stepId: string, state: RunState, surroundings: Surroundings): Entered {
  switch (node.kind) {
    case 'action':
      return NODE_KINDS.action.enter(node, stepId, state, surroundings);
    case 'branch':
      return NODE_KINDS.branch.enter(node, stepId, state, surroundings);
    case 'wait':
      return NODE_KINDS.wait.enter(node, stepId, state, surroundings);
  }
}
