/** What a take-over would do to the runs there are: per node how many stand there, and which have no place, and why. */
import type { Graph } from '@upshot/definitions';
import { unplaced, type Unplaced } from '@upshot/flow';
import type { StandingGroup } from '../ports/open-runs.ts';

/** The runs of one version that stand on one node. A run on parallel arms stands on several. */
export interface NodeReport {
  readonly version: number;
  readonly nodeId: string;
  /** Null where it is yet to be entered. */
  readonly kind: string | null;
  readonly runs: number;
  /** Where they would stand. */
  readonly to: string;
  /** Why they cannot; null where they can. */
  readonly problem: Unplaced['problem'] | null;
}

export interface TakeOverReport {
  readonly runs: number;
  /** Runs that would be taken over. */
  readonly placed: number;
  /** Runs that would stay on their version, since a node that they stand on has no place. */
  readonly unplaced: number;
  readonly nodes: readonly NodeReport[];
}

/** The report, by version and node. */
export function planTakeOver(
  groups: readonly StandingGroup[],
  graph: Graph,
  nodes: Readonly<Record<string, string>>,
): TakeOverReport {
  const reports = new Map<string, NodeReport>();
  for (const { version, standing, runs } of groups)
    for (const { nodeId, kind } of distinct(standing)) {
      const key = JSON.stringify([version, nodeId, kind]);
      const before = reports.get(key)?.runs ?? 0;
      const problem = unplaced([{ nodeId, kind }], graph, nodes)[0]?.problem ?? null;
      const to = Object.hasOwn(nodes, nodeId) ? (nodes[nodeId] ?? nodeId) : nodeId;
      reports.set(key, { version, nodeId, kind, runs: before + runs, to, problem });
    }
  const lost = groups.filter(({ standing }) => unplaced(standing, graph, nodes).length > 0);
  const [all, left] = [sum(groups), sum(lost)];
  return { runs: all, placed: all - left, unplaced: left, nodes: [...reports.values()].toSorted(byPlace) };
}

const sum = (groups: readonly StandingGroup[]): number => groups.reduce((total, { runs }) => total + runs, 0);

/** A run that stands on a node twice is one run. */
const distinct = (standing: StandingGroup['standing']): StandingGroup['standing'] => [
  ...new Map(standing.map((each) => [JSON.stringify([each.nodeId, each.kind]), each])).values(),
];

const byPlace = (left: NodeReport, right: NodeReport): number =>
  left.version - right.version || (left.nodeId < right.nodeId ? -1 : 1);
