/** A bounded loop: counts its turns, and asks whether there is another. */
import type { LoopNode } from '@upshot/definitions';
import { askRecord } from '../ask-record.ts';
import { ownOf } from '../own-of.ts';
import type { NodeKind } from './node-kind.ts';

export const loop: NodeKind<LoopNode> = {
  kind: 'loop',
  enter(node, visit, walk) {
    const turns = ownOf(walk.state.turns, node.id) ?? 0;
    const wanted = node.while === undefined || askRecord(node.while, node.record, walk) === 'match';
    const again = turns < node.most && wanted;
    const step = walk.begin(node, visit);
    walk.finish(step, {
      answer: again ? 'again' : 'done',
      output: { turns, bounded: turns >= node.most && wanted },
    });
    walk.turn(node.id, again ? turns + 1 : 0);
    walk.goOn(step, again ? 'again' : 'done');
  },
};
