/** No circle without a rest or a count in it. */
import type { Edge } from '@upshot/definitions';
import type { GraphCheck } from '../graph-check.ts';
import { behind, reach } from '../reach.ts';
import { isRest } from '../rest.ts';

/** An endless walk would have to go by some circle of edges without rest or count: without these there must be none. */
export const cycles: GraphCheck = (subject, report) => {
  const { graph, byId } = subject;
  const edges = withoutEnds(
    graph.edges.filter((edge) => byId.has(edge.to) && !isRest(byId.get(edge.from), edge)),
  );
  const restless = Map.groupBy(edges, ({ from }) => from);
  const leaving = (id: string) => restless.get(id) ?? [];
  graph.nodes.forEach(({ id }, at) => {
    if (reach(behind(id, { leaving }), { leaving }).has(id))
      report(
        ['graph', 'nodes', at],
        'cycle',
        'stands in a circle with neither a rest of a minute nor a bound',
      );
  });
};

/** Without the edges that lead to where no other goes on: none is left where there is no circle. */
function withoutEnds(edges: readonly Edge[]): readonly Edge[] {
  const from = new Set(edges.map((edge) => edge.from));
  const left = edges.filter(({ to }) => from.has(to));
  return left.length === edges.length ? left : withoutEnds(left);
}
