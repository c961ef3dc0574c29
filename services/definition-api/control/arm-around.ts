/** Whether a run can begin at a node: not on an arm of a split that it would not have opened. */
import type { Graph } from '@upshot/definitions';

/** The join at which a run that began at `nodeId` would arrive without having passed its split; null where there is none. */
export function joinWithoutSplit({ nodes, edges }: Graph, nodeId: string): string | null {
  const joins = nodes.filter((node) => node.kind === 'join');
  const lost = joins.find((join) => reaches(edges, nodeId, join.id, join.of));
  return lost?.id ?? null;
}

/** Whether `to` can be reached from `from` without a visit of `past`. */
function reaches(edges: Graph['edges'], from: string, to: string, past: string): boolean {
  const reached = new Set(from === past ? [] : [from]);
  for (const id of reached)
    for (const edge of edges) if (edge.from === id && edge.to !== past) reached.add(edge.to);
  return reached.has(to);
}
