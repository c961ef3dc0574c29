/** Edges lead from node to node, one for each outcome. */
import type { GraphCheck } from '../graph-check.ts';

export const edges: GraphCheck = ({ graph, byId }, report) => {
  const seen = new Set<string>();
  graph.edges.forEach(({ from, outcome, to }, at) => {
    const place = ['graph', 'edges', at];
    if (!byId.has(from)) report([...place, 'from'], 'not_found', 'is not the id of a node');
    if (!byId.has(to)) report([...place, 'to'], 'not_found', 'is not the id of a node');
    const origin = JSON.stringify([from, outcome]);
    if (seen.has(origin)) report(place, 'duplicate', 'is the second edge of one outcome');
    seen.add(origin);
  });
};
