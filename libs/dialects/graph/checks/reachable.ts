/** Every node can be come to from the start. */
import type { GraphCheck } from '../graph-check.ts';
import { reach } from '../reach.ts';

export const reachable: GraphCheck = (subject, report) => {
  const { graph, byId } = subject;
  if (graph.start === null || !byId.has(graph.start)) return;
  const reached = reach([graph.start], subject);
  graph.nodes.forEach(({ id }, at) => {
    if (!reached.has(id)) report(['graph', 'nodes', at], 'unreachable', 'cannot be reached from the start');
  });
};
