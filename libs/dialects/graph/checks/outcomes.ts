/** An edge leaves a node on an outcome that the node has. */
import { outcomesOf } from '@upshot/definitions';
import type { GraphCheck } from '../graph-check.ts';

export const outcomes: GraphCheck = ({ graph, byId }, report) => {
  graph.edges.forEach(({ from, outcome }, at) => {
    const node = byId.get(from);
    if (node === undefined || outcomesOf(node).includes(outcome)) return;
    const what = node.kind === 'action' ? `the action ${node.action}` : `a node of kind ${node.kind}`;
    report(['graph', 'edges', at, 'outcome'], 'unknown_outcome', `is not an outcome of ${what}`);
  });
};
