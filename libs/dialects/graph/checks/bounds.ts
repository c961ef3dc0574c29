/** How large a graph may be. */
import type { GraphCheck } from '../graph-check.ts';
import { eachOf } from '../subject.ts';

export const MOST_NODES = 500;
export const MOST_EDGES = 2_000;
const MOST_ARMS = 50;

export const bounds: GraphCheck = (subject, report) => {
  const { nodes, edges } = subject.graph;
  if (nodes.length > MOST_NODES) report(['graph', 'nodes'], 'too_many', `has more than ${MOST_NODES} nodes`);
  if (edges.length > MOST_EDGES) report(['graph', 'edges'], 'too_many', `has more than ${MOST_EDGES} edges`);
  eachOf(subject, 'branch', ({ arms }, place) => {
    if (arms.length > MOST_ARMS) report([...place, 'arms'], 'too_many', `has more than ${MOST_ARMS} arms`);
  });
};
