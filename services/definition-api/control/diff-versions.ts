/** What changed from one version of a definition to another, node by node. */
import type { Definition, Edge, Node } from '@upshot/definitions';
import { isDeepStrictEqual } from 'node:util';

/** A node that both versions have. */
export interface ChangedNode {
  readonly id: string;
  readonly from: Node;
  readonly to: Node;
  /** JSON pointers into the node, to what differs. */
  readonly places: readonly string[];
}

export interface VersionsDiff {
  /** JSON pointers to what differs outside the graph: `/name`, `/trigger/criteria/operand`. */
  readonly places: readonly string[];
  readonly start: { readonly from: string | null; readonly to: string | null } | null;
  readonly nodes: {
    readonly added: readonly Node[];
    readonly removed: readonly Node[];
    readonly changed: readonly ChangedNode[];
  };
  readonly edges: { readonly added: readonly Edge[]; readonly removed: readonly Edge[] };
}

type Compared = Pick<Definition, 'name' | 'trigger' | 'graph'>;

/** The differences; where nodes and edges stand in their lists is none. */
export function diffVersions(from: Compared, to: Compared): VersionsDiff {
  return {
    places: [...placesOf(from.name, to.name, '/name'), ...placesOf(from.trigger, to.trigger, '/trigger')],
    start: from.graph.start === to.graph.start ? null : { from: from.graph.start, to: to.graph.start },
    nodes: {
      added: without(to.graph.nodes, from.graph.nodes),
      removed: without(from.graph.nodes, to.graph.nodes),
      changed: changedOf(from.graph.nodes, to.graph.nodes),
    },
    edges: {
      added: lacking(to.graph.edges, from.graph.edges),
      removed: lacking(from.graph.edges, to.graph.edges),
    },
  };
}

function without(nodes: readonly Node[], others: readonly Node[]): readonly Node[] {
  const ids = new Set(others.map(({ id }) => id));
  return nodes.filter(({ id }) => !ids.has(id));
}

function changedOf(before: readonly Node[], after: readonly Node[]): readonly ChangedNode[] {
  const byId = new Map(before.map((node) => [node.id, node]));
  return after.flatMap((to) => {
    const from = byId.get(to.id);
    const places = from === undefined ? [] : placesOf(from, to, '');
    return from === undefined || places.length === 0 ? [] : [{ id: to.id, from, to, places }];
  });
}

function lacking(edges: readonly Edge[], others: readonly Edge[]): readonly Edge[] {
  const keys = new Set(others.map(keyOf));
  return edges.filter((edge) => !keys.has(keyOf(edge)));
}

const keyOf = ({ from, outcome, to }: Edge): string => JSON.stringify([from, outcome, to]);

/** Pointers to what differs, as deep as both have the same shape. */
function placesOf(from: unknown, to: unknown, at: string): readonly string[] {
  if (isDeepStrictEqual(from, to)) return [];
  if (!isBranch(from) || !isBranch(to) || Array.isArray(from) !== Array.isArray(to)) return [at];
  const [before, after] = [new Map(Object.entries(from)), new Map(Object.entries(to))];
  const keys = new Set([...before.keys(), ...after.keys()]);
  return [...keys].flatMap((key) => placesOf(before.get(key), after.get(key), `${at}/${escaped(key)}`));
}

const isBranch = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** RFC 6901. */
const escaped = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1');
