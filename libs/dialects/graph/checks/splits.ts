/** Arms end, or meet at the join of their own split; splits stand in one another only so deep. */
import type { GraphCheck } from '../graph-check.ts';
import { reach } from '../reach.ts';
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
    checkForeignJoins(split, subject, report);
  }
};

/** Arms of a split that is not joined come to the join around them as one; of one that is, they come to no join but its own. */
function checkForeignJoins({ node, join, inside }: Split, subject: Subject, report: Report): void {
  if (join === null) return;
  const { byId, placeOf, graph } = subject;
  for (const other of graph.nodes) {
    if (other.kind !== 'join' || other.of === node.id || !inside.has(other.id)) continue;
    if (byId.get(other.of)?.kind !== 'parallel') continue;
    const firsts = subject.leaving(node.id).map(({ to }) => to);
    const open = reach(
      firsts.filter((id) => id !== join.id && id !== other.of),
      subject,
      ({ to }) => to !== join.id && to !== other.of,
    );
    if (open.has(other.id))
      report(
        placeOf(node.id),
        'join_incomplete',
        `has an arm that comes to the join ${JSON.stringify(other.id)} of another split without joining its own`,
      );
  }
}
