/** A join is of a split, the only one of it, and is come to from inside that split alone. */
import type { GraphCheck } from '../graph-check.ts';
import { behind, reach } from '../reach.ts';
import { eachOf } from '../subject.ts';

export const joins: GraphCheck = (subject, report) => {
  const { graph, byId } = subject;
  const seen = new Set<string>();
  eachOf(subject, 'join', ({ id, of }, place) => {
    if (byId.get(of)?.kind !== 'parallel') {
      report([...place, 'of'], 'not_found', 'is not the id of a parallel node');
      return;
    }
    if (seen.has(of)) report([...place, 'of'], 'duplicate', 'is joined by another node');
    seen.add(of);
    const starts = [...(graph.start === null ? [] : [graph.start]), ...behind(id, subject)];
    const outside = reach(
      starts.filter((each) => each !== of),
      subject,
      ({ to }) => to !== of,
    );
    if (outside.has(id)) report(place, 'join_outside', 'can be come to without going through its split');
  });
};
