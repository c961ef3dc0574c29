/** No circle without a rest or a count in it. */
import type { Edge } from '@upshot/definitions';
import type { GraphCheck } from '../graph-check.ts';
import { reach } from '../reach.ts';
import { isRest } from '../rest.ts';

/** An endless walk would have to go by some circle of edges without rest or count: without these there must be none. */
export const cycles: GraphCheck = (subject, report) => {
  const { graph, byId, leaving } = subject;
  const restless = (edge: Edge): boolean => !isRest(byId.get(edge.from), edge);
  graph.nodes.forEach(({ id }, at) => {
    const next = leaving(id)
      .filter(restless)
      .map(({ to }) => to);
    if (next.length > 0 && reach(next, subject, restless).has(id))
      report(
        ['graph', 'nodes', at],
        'cycle',
        'stands in a circle with neither a rest of a minute nor a bound',
      );
  });
};
