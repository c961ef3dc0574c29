/** A wait: sets one durable timer and goes on when it fires. */
import type { WaitNode } from '@upshot/definitions';
import { deriveId } from '@upshot/ids';
import type { NodeKind } from './node-kind.ts';

export const wait: NodeKind<WaitNode> = {
  kind: 'wait',
  enter(node, stepId, _state, { nowMs }) {
    const dueAtMs = nowMs + node.durationMs;
    return {
      events: [
        {
          type: 'step-started',
          stepId,
          nodeId: node.id,
          nodeKind: 'wait',
          action: 'wait',
          effectId: null,
          dueAtMs,
        },
      ],
      timer: { timerId: deriveId('timer', stepId), stepId, dueAtMs },
    };
  },
};
