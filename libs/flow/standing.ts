/** Where a run stands, and whether another version of its graph has a place for it there. */
import type { Graph, NodeKindName } from '@upshot/definitions';
import type { RunState } from './run-state.ts';

/** A node that a run stands on. `kind` is null where it is yet to be entered: then any kind will do. */
export interface Standing {
  readonly nodeId: string;
  readonly kind: NodeKindName | null;
}

/** A node that has no place in another version, and why. */
export interface Unplaced {
  readonly nodeId: string;
  readonly problem: 'node_missing' | 'other_kind';
}

/** Every node that the run stands on: its open steps, where it is held, the splits that are open and the joins that arms have reached. */
export function standingOf({ openSteps, held, splits }: RunState): readonly Standing[] {
  const open = Object.values(splits);
  return [
    ...openSteps.map(({ nodeId, nodeKind }) => ({ nodeId, kind: nodeKind })),
    ...held.map(({ nodeId }) => ({ nodeId, kind: null })),
    ...open.map(({ nodeId }) => ({ nodeId, kind: 'parallel' as const })),
    ...open.flatMap(({ joinNodeId }) =>
      joinNodeId === null ? [] : [{ nodeId: joinNodeId, kind: 'join' as const }],
    ),
  ];
}

/** What has no place in `graph`, where `nodes` says which node takes whose place; one that it does not name keeps its id. */
export function unplaced(
  standing: readonly { readonly nodeId: string; readonly kind: string | null }[],
  graph: Pick<Graph, 'nodes'>,
  nodes: Readonly<Record<string, string>>,
): readonly Unplaced[] {
  const kinds = new Map(graph.nodes.map(({ id, kind }) => [id, kind]));
  return standing.flatMap(({ nodeId, kind }): readonly Unplaced[] => {
    const found = kinds.get(Object.hasOwn(nodes, nodeId) ? (nodes[nodeId] ?? nodeId) : nodeId);
    if (found === undefined) return [{ nodeId, problem: 'node_missing' }];
    return kind === null || kind === found ? [] : [{ nodeId, problem: 'other_kind' }];
  });
}
