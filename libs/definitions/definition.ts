/** The native definition, the one form under every dialect: a trigger and a graph, in immutable numbered versions. */
import type { Node } from './nodes/index.ts';
import type { Trigger } from './trigger.ts';

export const DIALECTS = ['workflows-api', 'native'] as const;
export type Dialect = (typeof DIALECTS)[number];

/** From a node, on an outcome, to the next node. An outcome without an edge ends the run with that reason. */
export interface Edge {
  readonly from: string;
  readonly outcome: string;
  readonly to: string;
}
export interface Graph {
  /** The first node, or null where there is nothing to do. */
  readonly start: string | null;
  readonly nodes: readonly Node[];
  readonly edges: readonly Edge[];
}

/** A graph that does nothing. */
export const NO_GRAPH: Graph = { start: null, nodes: [], edges: [] };

export interface Definition {
  readonly tenantId: string;
  readonly id: string;
  readonly name: string;
  readonly dialect: Dialect;
  readonly active: boolean;
  /** Raised by each update; a run stays on the version that it started with. */
  readonly version: number;
  readonly trigger: Trigger;
  readonly graph: Graph;
  /** Its runs describe every effect and carry none out. */
  readonly sandbox?: boolean | undefined;
}
