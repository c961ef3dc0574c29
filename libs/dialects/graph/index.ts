/** The check of a whole graph, whichever dialect it came in: each thing that it must be, in an explicit list. Pure. */
import type { Graph } from '@upshot/definitions';
import { actions } from './checks/actions.ts';
import { arms } from './checks/arms.ts';
import { bounds, MOST_EDGES, MOST_NODES } from './checks/bounds.ts';
import { criteria } from './checks/criteria.ts';
import { cycles } from './checks/cycles.ts';
import { edges } from './checks/edges.ts';
import { events } from './checks/events.ts';
import { ids } from './checks/ids.ts';
import { joins } from './checks/joins.ts';
import { loops } from './checks/loops.ts';
import { outcomes } from './checks/outcomes.ts';
import { reachable } from './checks/reachable.ts';
import { splits } from './checks/splits.ts';
import { start } from './checks/start.ts';
import { subWorkflows } from './checks/sub-workflows.ts';
import { tasks } from './checks/tasks.ts';
import { templates } from './checks/templates.ts';
import { tokens } from './checks/tokens.ts';
import { variables } from './checks/variables.ts';
import { waits } from './checks/waits.ts';
import type { GraphCheck } from './graph-check.ts';
import { subjectOf, type GraphScope } from './subject.ts';

export type { KnownDefinition } from './known-definition.ts';
export type { GraphScope } from './subject.ts';

/** Where the run can go, causes before what follows from them, since only so many problems are told; then what each node says. */
export const GRAPH_CHECKS: Readonly<Record<string, GraphCheck>> = {
  ids,
  edges,
  outcomes,
  start,
  loops,
  splits,
  joins,
  tokens,
  cycles,
  reachable,
  arms,
  criteria,
  waits,
  events,
  tasks,
  subWorkflows,
  variables,
  actions,
  templates,
};

/** Reports every problem of `graph` by its place. One that is too large is not looked at further. */
export function checkGraph(graph: Graph, scope: GraphScope): void {
  const subject = subjectOf(graph, scope);
  bounds(subject, scope.report);
  if (graph.nodes.length > MOST_NODES || graph.edges.length > MOST_EDGES) return;
  for (const check of Object.values(GRAPH_CHECKS)) check(subject, scope.report);
}
