/** What a run waits for of its record, as signals name it. Pure. */
import type { RunState } from '@upshot/flow';

/** One wait: the event of a node, or the date that its wait counts from. */
export interface Await {
  readonly key: string;
  readonly what: 'event' | 'date';
  readonly nodeId: string;
  /** The version of the definition that the run is on. */
  readonly version: number;
  readonly startedAtMs: number;
}

/** Whose node waits for which record. */
export interface AwaitedAt {
  readonly tenantId: string;
  readonly definitionId: string;
  readonly nodeId: string;
  readonly recordId: string;
}

/** Under which runs and signals find each other. */
export const awaitKey = ({ tenantId, definitionId, nodeId, recordId }: AwaitedAt): string =>
  JSON.stringify([tenantId, definitionId, nodeId, recordId]);

/** What the open steps of a run wait for; nothing for most runs. */
export function awaitsOf({ openSteps, graph, origin, version }: RunState): readonly Await[] {
  return openSteps.flatMap(({ nodeId, startedAtMs }) => {
    const node = graph.nodes.find(({ id }) => id === nodeId);
    const isDate = node?.kind === 'wait' && node.until.kind === 'date';
    if (!isDate && node?.kind !== 'wait_for_event') return [];
    const key = awaitKey({ ...origin, nodeId });
    return [{ key, what: isDate ? 'date' : 'event', nodeId, version, startedAtMs } as const];
  });
}
