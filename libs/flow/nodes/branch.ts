/**
 * A branch: asks its questions in order and goes on at once by the first that holds. Criteria that cannot say do not hold, and the
 * step's output says why.
 */
import type { BranchArm, BranchNode } from '@upshot/definitions';
import type { Verdict } from '@upshot/rules';
import { askRecord } from '../ask-record.ts';
import type { NodeKind, Walk } from './node-kind.ts';

export const branch: NodeKind<BranchNode> = {
  kind: 'branch',
  enter(node, visit, walk) {
    const { held, undecided } = firstHeld(node.arms, walk);
    const outcome = held?.outcome ?? node.otherwise;
    const output = { branch: outcome, conditionMet: held !== null, ...(undecided !== null && { undecided }) };
    const step = walk.begin(node, visit);
    walk.finish(step, { answer: outcome, output });
    walk.goOn(step, outcome);
  },
};

/** The first arm that holds, and what the first that could not say said. */
function firstHeld(arms: readonly BranchArm[], walk: Walk) {
  let undecided: Verdict | null = null;
  for (const arm of arms) {
    const verdict = askRecord(arm.criteria, arm.record, walk);
    if (verdict === 'match') return { held: arm, undecided };
    if (verdict !== 'no_match') undecided ??= verdict;
  }
  return { held: null, undecided };
}
