/** A join: where the arms of a split meet again. */
import type { JoinNode } from '@upshot/definitions';
import type { NodeKind } from './node-kind.ts';

export const join: NodeKind<JoinNode> = {
  kind: 'join',
  enter: (node, visit, walk) => walk.join(node, visit),
};
