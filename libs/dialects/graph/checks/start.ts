/** A graph begins at one of its nodes, or has none. */
import type { GraphCheck } from '../graph-check.ts';

export const start: GraphCheck = ({ graph, byId }, report) => {
  if (graph.start === null ? graph.nodes.length > 0 : !byId.has(graph.start))
    report(['graph', 'start'], 'not_found', 'is not the id of a node');
};
