/** Whether a graph can be walked: every node reachable, every edge between nodes, no circle without a rest in it. */
import { outcomesOf, type Edge, type Graph, type Node } from '@upshot/definitions';
import type { ModuleSchema } from '@upshot/values';
import { readConfig, type ConfigScope } from '../shared/read-config.ts';
import { isJsonObject } from '../shared/json.ts';
import type { Report } from '../shared/report.ts';
import { reportCriteria } from './check-criteria.ts';

/** The most nodes of a graph. */
const MAX_NODES = 500;
/** The least that a circle must wait at each turn. */
const REST_MS = 60_000;
/** The longest wait: ten years. */
const LONGEST_WAIT_MS = 10 * 366 * 86_400_000;

/** Reports every problem; criteria of branches are held against `schema` where there is one. */
export function checkGraph(graph: Graph, schema: ModuleSchema | null, scope: ConfigScope): void {
  const { nodes, edges } = graph;
  if (nodes.length > MAX_NODES || edges.length > MAX_NODES * 2) {
    scope.report(['graph', 'nodes'], 'too_many', `has more than ${MAX_NODES} nodes`);
    return;
  }
  const byId = new Map(nodes.map((node) => [node.id, node]));
  checkIds(nodes, scope.report);
  checkEdges(edges, byId, scope.report);
  checkStart(graph, byId, scope.report);
  checkWalk(graph, byId, scope.report);
  nodes.forEach((node, at) => checkNode(node, at, schema, scope));
}

function checkIds(nodes: readonly Node[], report: Report): void {
  const seen = new Set<string>();
  nodes.forEach(({ id }, at) => {
    if (seen.has(id)) report(['graph', 'nodes', at, 'id'], 'duplicate', 'is the id of another node');
    if (id === '__proto__' || id.length > 200)
      report(
        ['graph', 'nodes', at, 'id'],
        'invalid_value',
        'is no id: at most 200 characters, and not __proto__',
      );
    seen.add(id);
  });
}

type Nodes = ReadonlyMap<string, Node>;

function checkEdges(edges: readonly Edge[], byId: Nodes, report: Report): void {
  const seen = new Set<string>();
  edges.forEach(({ from, outcome, to }, at) => {
    const node = byId.get(from);
    const place = JSON.stringify([from, outcome]);
    if (node === undefined) report(['graph', 'edges', at, 'from'], 'not_found', 'is not the id of a node');
    else if (!mayLeave(node, outcome))
      report(
        ['graph', 'edges', at, 'outcome'],
        'invalid_value',
        `is not an outcome of a node of kind ${node.kind}`,
      );
    if (!byId.has(to)) report(['graph', 'edges', at, 'to'], 'not_found', 'is not the id of a node');
    if (seen.has(place)) report(['graph', 'edges', at], 'duplicate', 'is the second edge of one outcome');
    seen.add(place);
  });
}

function checkStart({ start, nodes }: Graph, byId: Nodes, report: Report): void {
  if (start === null ? nodes.length > 0 : !byId.has(start))
    report(['graph', 'start'], 'not_found', 'is not the id of a node');
}

/** From the start on, following every edge. */
function checkWalk({ start, nodes, edges }: Graph, byId: Nodes, report: Report): void {
  if (start === null || !byId.has(start)) return;
  const next = Map.groupBy(edges, ({ from }) => from);
  const reached = reachableFrom([start], next);
  nodes.forEach(({ id }, at) => {
    if (!reached.has(id)) report(['graph', 'nodes', at], 'unreachable', 'cannot be reached from the start');
  });
  const restless = edges.filter(({ from, to }) => !rests(byId.get(from)) && !rests(byId.get(to)));
  const onward = Map.groupBy(restless, ({ from }) => from);
  nodes.forEach(({ id }, at) => {
    const after = (onward.get(id) ?? []).map(({ to }) => to);
    if (after.length > 0 && reachableFrom(after, onward).has(id))
      report(['graph', 'nodes', at], 'cycle', 'stands in a circle that waits for less than a minute');
  });
}

const mayLeave = (node: Node, outcome: string): boolean => {
  const { names, open } = outcomesOf(node);
  return open || names.includes(outcome);
};

const rests = (node: Node | undefined): boolean =>
  node?.kind === 'wait' && (node.until.kind !== 'duration' || node.until.durationMs >= REST_MS);

function reachableFrom(
  starts: readonly string[],
  next: ReadonlyMap<string, readonly Edge[]>,
): ReadonlySet<string> {
  const reached = new Set(starts);
  for (const id of reached) for (const { to } of next.get(id) ?? []) reached.add(to);
  return reached;
}

function checkNode(node: Node, at: number, schema: ModuleSchema | null, scope: ConfigScope): void {
  const path = ['graph', 'nodes', at];
  if (node.kind === 'branch' && schema !== null)
    node.arms.forEach(({ criteria }, arm) =>
      reportCriteria(criteria, schema, [...path, 'arms', arm, 'criteria'], scope.report),
    );
  if (node.kind === 'wait' && node.until.kind === 'duration' && node.until.durationMs > LONGEST_WAIT_MS)
    scope.report([...path, 'until', 'durationMs'], 'invalid_value', 'must not be longer than ten years');
  if (node.kind === 'action' && isJsonObject(node.config))
    readConfig(node.action, node.config, [...path, 'config'], scope);
}
