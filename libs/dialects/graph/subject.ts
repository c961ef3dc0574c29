/** A graph as its checks see it: what they all look up, looked up once. */
import type { Edge, Graph, Node } from '@upshot/definitions';
import type { ModuleSchema } from '@upshot/values';
import type { Path } from '../shared/path.ts';
import type { KnownDefinition } from './known-definition.ts';
import type { ConfigScope } from '../shared/read-config.ts';

/** What stands around a graph. */
export interface GraphScope extends ConfigScope {
  /** What the trigger lets criteria read; null where that cannot be said: then they are not looked at. */
  readonly schema: ModuleSchema | null;
  /** Of the definition itself, where it has an id already. */
  readonly definitionId: string | null;
  /** Those of the tenant that the graph's sub-workflows name, and that these start in turn, by id; left out: they are not looked up. */
  readonly definitions?: ReadonlyMap<string, KnownDefinition> | undefined;
}

export interface Subject {
  readonly graph: Graph;
  readonly scope: GraphScope;
  readonly byId: ReadonlyMap<string, Node>;
  /** The edges that leave a node and lead to one that is there. */
  readonly leaving: (id: string) => readonly Edge[];
  /** The place of a node. */
  readonly placeOf: (id: string) => Path;
}

/** The subject of `graph`. */
export function subjectOf(graph: Graph, scope: GraphScope): Subject {
  const byId = new Map(graph.nodes.map((node) => [node.id, node]));
  const places = new Map(graph.nodes.map(({ id }, at) => [id, at]));
  const leaving = Map.groupBy(
    graph.edges.filter(({ to }) => byId.has(to)),
    ({ from }) => from,
  );
  return {
    graph,
    scope,
    byId,
    leaving: (id) => leaving.get(id) ?? [],
    placeOf: (id) => ['graph', 'nodes', places.get(id) ?? 0],
  };
}

/** Calls `visit` with each node of one kind and its place. */
export function eachOf<K extends Node['kind']>(
  { graph }: Subject,
  kind: K,
  visit: (node: Extract<Node, { kind: K }>, place: Path) => void,
): void {
  graph.nodes.forEach((node, at) => {
    if (isOf(node, kind)) visit(node, ['graph', 'nodes', at]);
  });
}

const isOf = <K extends Node['kind']>(node: Node, kind: K): node is Extract<Node, { kind: K }> =>
  node.kind === kind;
