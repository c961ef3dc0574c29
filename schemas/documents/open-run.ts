/** What a run's document says of it for whoever may tell it something: the runner writes it, the definition API reads it. */

/** The collection. */
export const RUNS = 'runs';

/** The order in which what is done to all open runs of a filter goes through them. */
export const OPEN_RUNS_ORDER = { tenantId: 1, definitionId: 1, _id: 1 } as const;

/** The index in that order, of open runs alone. Whoever reads by it makes it too, so that it may start first. */
export const OPEN_RUNS = {
  collection: RUNS,
  indexes: [{ key: OPEN_RUNS_ORDER, partialFilterExpression: { open: true } }],
} as const;

/** A node that a run stands on; `kind` is null where it is yet to be entered. */
export interface StandingNode {
  readonly nodeId: string;
  readonly kind: string | null;
}

/** A run that is not over, less its state. */
export interface OpenRun {
  readonly _id: string;
  readonly tenantId: string;
  readonly definitionId: string;
  /** The version that it is on: the one that it started with, or one that took it over. */
  readonly version: number;
  readonly module: string;
  readonly recordId: string;
  readonly status: 'running' | 'paused';
  readonly startedAtMs: number;
  /** Empty for a run that is over. */
  readonly standing: readonly StandingNode[];
  /** Set where every effect is described and none carried out. */
  readonly sandbox?: true;
  readonly open: true;
}
