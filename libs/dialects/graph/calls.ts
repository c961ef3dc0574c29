/** Which other definitions a run starts before it rests, and whether these lead back. */
import type { Edge, Graph } from '@upshot/definitions';
import type { KnownDefinition } from './known-definition.ts';
import { reach } from './reach.ts';
import { isRest } from './rest.ts';

/** The nodes that a run can come to before it rests for a minute. What counts turns counts no runs: a loop is no rest here. */
export function reachedAtOnce({ start, nodes, edges }: Graph): ReadonlySet<string> {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const leaving = Map.groupBy(edges, ({ from }) => from);
  const passable = (edge: Edge): boolean => {
    const node = byId.get(edge.from);
    return node?.kind === 'loop' || !isRest(node, edge);
  };
  return reach(start === null ? [] : [start], { leaving: (id) => leaving.get(id) ?? [] }, passable);
}

/** The definitions that a graph starts, awaited or not, before it rests: each once. */
export function callsAtOnce(graph: Graph): readonly string[] {
  const reached = reachedAtOnce(graph);
  const ids = graph.nodes.flatMap((node) =>
    node.kind === 'sub_workflow' && reached.has(node.id) ? [node.definitionId] : [],
  );
  return [...new Set(ids)];
}

/** The shortest way from one definition to another over what each starts at once, both ends included; null where there is none. */
export function wayTo(
  from: string,
  to: string,
  definitions: ReadonlyMap<string, KnownDefinition>,
): readonly string[] | null {
  const cameFrom = new Map<string, string | null>([[from, null]]);
  for (const [id] of cameFrom) {
    if (id === to) return wayBack(id, cameFrom);
    for (const next of definitions.get(id)?.calls ?? []) if (!cameFrom.has(next)) cameFrom.set(next, id);
  }
  return null;
}

function wayBack(end: string, cameFrom: ReadonlyMap<string, string | null>): readonly string[] {
  const way: string[] = [];
  for (let id: string | null = end; id !== null; id = cameFrom.get(id) ?? null) way.unshift(id);
  return way;
}
