/** A run's state: all that `decide` needs to know, changed by `evolve` alone. */
import type { Graph, Reentry } from '@upshot/definitions';
import type { FieldValue, Operation } from '@upshot/values';

export type Fields = Readonly<Record<string, FieldValue>>;

/** What started the run; it never changes. */
export interface RunOrigin {
  readonly tenantId: string;
  readonly runId: string;
  readonly definitionId: string;
  readonly definitionVersion: number;
  readonly definitionName: string;
  readonly dialect: string;
  readonly module: string;
  readonly triggerName: string;
  readonly recordId: string;
  readonly operation: Operation;
  readonly before: Fields | null;
  readonly after: Fields | null;
  /** Fields that the source has and did not send with the image: unknown is not null (law 5). Left out: none. */
  readonly unknownBefore?: readonly string[] | undefined;
  readonly unknownAfter?: readonly string[] | undefined;
  readonly positionId: string;
  readonly committedAtMs: number;
  readonly rootRunId: string;
  readonly depth: number;
  /** How often the record may start runs of the definition; left out: every time. */
  readonly reentry?: Reentry | undefined;
}

/** The step that the run is waiting on. */
export interface OpenStep {
  readonly stepId: string;
  readonly nodeId: string;
}

export interface RunState {
  readonly origin: RunOrigin;
  readonly graph: Graph;
  readonly status: 'running' | 'finished';
  /** The sequence number of the last event. */
  readonly seq: number;
  readonly openStep: OpenStep | null;
  /** The triggering record's fields as the next step sees them: the image after, with what steps have changed. */
  readonly record: Fields;
  /** How often each node was entered. */
  readonly visits: Readonly<Record<string, number>>;
  readonly actionsSucceeded: number;
  readonly actionsSkipped: number;
}
