/** A parallel split: the run goes on along all its arms at once. */
import type { ParallelNode } from '@upshot/definitions';
import type { NodeKind } from './node-kind.ts';

export const parallel: NodeKind<ParallelNode> = {
  kind: 'parallel',
  enter(node, visit, walk) {
    const step = walk.begin(node, visit);
    walk.finish(step, { output: { arms: node.arms } });
    walk.split(step, node.arms);
  },
};
