/** Arms end, or meet at the join of their own split; splits stand in one another only so deep. */
import type { GraphCheck } from '../graph-check.ts';
import { behind } from '../reach.ts';
import { splitsOf, type Split } from '../splits.ts';
import type { Subject } from '../subject.ts';
import type { Report } from '../../shared/report.ts';

const DEEPEST_SPLIT = 5;
const MOST_SPLITS = 50;

export const splits: GraphCheck = (subject, report) => {
  const all = splitsOf(subject);
  if (all.length > MOST_SPLITS) {
    report(['graph', 'nodes'], 'too_many', `has more than ${MOST_SPLITS} parallel nodes`);
    return;
  }
  for (const split of all) {
    const { node, inside } = split;
    const place = subject.placeOf(node.id);
    const around = all.filter((other) => other !== split && other.inside.has(node.id));
    if (inside.has(node.id))
      report(place, 'cycle', 'is come to again by its own arms, which have not joined');
    else if (around.length >= DEEPEST_SPLIT)
      report(place, 'too_deep', `stands inside ${DEEPEST_SPLIT} other splits`);
    checkForeignJoins(split, all, subject, report);
  }
};

/**
 * Arms of a split that is not joined come to the join around them as one; of one that is, they come to no join but its own. A split on
 * the way that is joined is gone through as a whole: what its own arms do wrong is told of it.
 */
function checkForeignJoins(
  { node, join }: Split,
  all: readonly Split[],
  subject: Subject,
  report: Report,
): void {
  if (join === null) return;
  const joinOf = new Map(all.map((each) => [each.node.id, each.join?.id]));
  const passed = new Set(behind(node.id, subject));
  for (const id of passed) {
    if (id === join.id) continue;
    const foreign = subject.byId.get(id);
    if (foreign?.kind === 'join' && foreign.of !== node.id && joinOf.has(foreign.of)) {
      const message = `has an arm that comes to the join ${JSON.stringify(id)} of another split without joining its own`;
      report(subject.placeOf(node.id), 'join_incomplete', message);
      return;
    }
    for (const next of behind(joinOf.get(id) ?? id, subject)) passed.add(next);
  }
}
