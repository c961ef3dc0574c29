/** The record of `upshot.run-events`: exactly one of its blocks is set. */
import type { Act } from './act.ts';
import type { AttemptTime, StepOutcome } from './run-command.ts';

export interface RunStarted {
  readonly definitionId: string;
  readonly definitionVersion: number;
  readonly definitionName: string;
  readonly dialect: string;
  readonly module: string;
  readonly triggerName: string;
  readonly recordId: string;
  readonly positionId: string;
  readonly committedAtMs: number;
  readonly rootRunId: string;
  readonly depth: number;
  readonly traceId: string | null;
  readonly sandbox: boolean;
  readonly parentRunId: string | null;
  readonly startedBy: Act | null;
  /** JSON of what it began with; left out or null: not known. */
  readonly variables?: string | null;
  readonly results?: string | null;
}

export interface StepStarted {
  readonly stepId: string;
  readonly nodeId: string;
  readonly nodeKind: string;
  readonly action: string;
  readonly effectId: string | null;
  readonly dueAtMs: number | null;
  readonly arms: readonly string[];
  readonly task: string | null;
}

export interface StepFinished {
  readonly stepId: string;
  readonly outcome: StepOutcome | 'cancelled';
  readonly answer: string | null;
  readonly output: string;
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
  readonly attempts: number;
  /** JSON of what was sent; left out: null. */
  readonly input?: string | null;
  /** Left out: none is known. */
  readonly attemptLog?: readonly AttemptTime[];
}

export type RunStatus = 'completed' | 'skipped' | 'failed' | 'cancelled' | 'other';

export interface RunFinished {
  readonly status: RunStatus;
  readonly reason: string;
  readonly errorMessage: string | null;
  readonly act: Act | null;
}

/** What else became of a run. */
export interface RunNoted {
  readonly kind: string;
  readonly stepId: string | null;
  readonly act: Act | null;
  readonly detail: string;
}

/** An event that says nothing yet: set one block of it. */
export const NO_EVENT = {
  runStarted: null,
  stepStarted: null,
  stepFinished: null,
  runFinished: null,
  noted: null,
} as const;

export interface RunEvent {
  readonly tenantId: string;
  readonly runId: string;
  readonly seq: number;
  readonly atMs: number;
  readonly runStarted: RunStarted | null;
  readonly stepStarted: StepStarted | null;
  readonly stepFinished: StepFinished | null;
  readonly runFinished: RunFinished | null;
  readonly noted: RunNoted | null;
}
