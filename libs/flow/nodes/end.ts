/** An end: the run is over, along all its arms. */
import type { EndNode } from '@upshot/definitions';
import type { NodeKind } from './node-kind.ts';

export const end: NodeKind<EndNode> = {
  kind: 'end',
  enter(node, visit, walk) {
    walk.finish(walk.begin(node, visit), { output: { reason: node.reason } });
    walk.end(node.status, node.reason);
  },
};
