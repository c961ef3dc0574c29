/** An action: asks its channel for one effect and waits for the report. */
import type { ActionNode } from '@upshot/definitions';
import { deriveId } from '@upshot/ids';
import type { NodeKind } from './node-kind.ts';

export const action: NodeKind<ActionNode> = {
  kind: 'action',
  enter(node, stepId, state) {
    const effectId = deriveId('effect', stepId);
    return {
      events: [
        {
          type: 'step-started',
          stepId,
          nodeId: node.id,
          nodeKind: 'action',
          action: node.action,
          effectId,
          dueAtMs: null,
        },
      ],
      effect: {
        effectId,
        stepId,
        nodeId: node.id,
        action: node.action,
        config: node.config,
        record: state.record,
      },
    };
  },
};
