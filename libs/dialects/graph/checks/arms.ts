/** Each arm of a branch can be taken: none stands behind one that always holds, or that asks the same. */
import type { BranchArm } from '@upshot/definitions';
import type { Criteria } from '@upshot/rules';
import type { GraphCheck } from '../graph-check.ts';
import { eachOf } from '../subject.ts';

export const arms: GraphCheck = (subject, report) => {
  eachOf(subject, 'branch', (node, place) => {
    const seen = new Set<string>();
    let always = false;
    node.arms.forEach((arm, at) => {
      const question = questionOf(arm);
      if (always) report([...place, 'arms', at], 'never_taken', 'stands behind an arm that always holds');
      else if (seen.has(question))
        report([...place, 'arms', at], 'never_taken', 'asks what an arm before it asks');
      seen.add(question);
      always ||= alwaysHolds(arm.criteria);
    });
  });
};

const questionOf = ({ criteria, record = 'at_trigger' }: BranchArm): string =>
  JSON.stringify([record, criteria]);

/** A question that asks nothing holds. */
const alwaysHolds = (criteria: Criteria): boolean =>
  criteria.kind === 'all' && criteria.of.every(alwaysHolds);
