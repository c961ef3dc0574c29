/** The record of `upshot.start-requests`. */
import type { Act, ParentStep } from './act.ts';

export interface StartRequest {
  readonly tenantId: string;
  readonly runId: string;
  readonly definitionId: string;
  readonly module: string;
  readonly recordId: string;
  readonly startAt: string | null;
  /** JSON of the version to run; null: the newest one. */
  readonly definition: string | null;
  readonly variables: string | null;
  /** JSON of what steps had come to, by node, in the run that is run again; left out: null. */
  readonly results?: string | null;
  readonly parent: ParentStep | null;
  readonly startedBy: Act | null;
  readonly rootRunId: string;
  readonly depth: number;
  readonly sandbox: boolean;
  readonly requestedAtMs: number;
  /** Whether it starts whatever the definition's re-entry policy says. */
  readonly force: boolean;
}
