/** Sets variables of the run and goes on at once. */
import type { SetNode } from '@upshot/definitions';
import { assign } from '../assign.ts';
import type { NodeKind } from './node-kind.ts';

export const set: NodeKind<SetNode> = {
  kind: 'set',
  enter(node, visit, walk) {
    const variables = assign(node.variables, walk.state);
    const step = walk.begin(node, visit);
    walk.finish(step, { variables, output: variables });
    walk.goOn(step, 'done');
  },
};
