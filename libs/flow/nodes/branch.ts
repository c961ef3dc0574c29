/**
 * A branch: asks its criteria of the change, with what steps have changed since, and goes on at once. Criteria that cannot say
 * take the arm `no`, and the step's output says why.
 */
import type { BranchNode } from '@upshot/definitions';
import { changeOf } from '../change-of.ts';
import type { NodeKind } from './node-kind.ts';

export const branch: NodeKind<BranchNode> = {
  kind: 'branch',
  enter(node, stepId, state, { evaluate }) {
    const verdict = evaluate(node.criteria, changeOf(state));
    const outcome = verdict === 'match' ? 'yes' : 'no';
    const output = {
      branch: outcome,
      conditionMet: verdict === 'match',
      ...(verdict === 'match' || verdict === 'no_match' ? {} : { undecided: verdict }),
    };
    const finished = {
      outcome: 'succeeded',
      output,
      recordPatch: null,
      errorCode: null,
      errorMessage: null,
      attempts: 1,
    } as const;
    return {
      events: [
        {
          type: 'step-started',
          stepId,
          nodeId: node.id,
          nodeKind: 'branch',
          action: 'branch',
          effectId: null,
          dueAtMs: null,
        },
        { type: 'step-finished', stepId, nodeKind: 'branch', ...finished },
      ],
      outcome,
    };
  },
};
