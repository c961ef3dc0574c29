/** The record of `upshot.run-events`: exactly one of the four blocks is set. */
import type { StepOutcome } from './run-command.ts';

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
}

export interface StepStarted {
  readonly stepId: string;
  readonly nodeId: string;
  readonly nodeKind: string;
  readonly action: string;
  readonly effectId: string | null;
  readonly dueAtMs: number | null;
}

export interface StepFinished {
  readonly stepId: string;
  readonly outcome: StepOutcome;
  readonly output: string;
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
  readonly attempts: number;
}

export type RunStatus = 'completed' | 'skipped' | 'failed' | 'other';

export interface RunFinished {
  readonly status: RunStatus;
  readonly reason: string;
  readonly errorMessage: string | null;
}

export interface RunEvent {
  readonly tenantId: string;
  readonly runId: string;
  readonly seq: number;
  readonly atMs: number;
  readonly runStarted: RunStarted | null;
  readonly stepStarted: StepStarted | null;
  readonly stepFinished: StepFinished | null;
  readonly runFinished: RunFinished | null;
}
