/** Run history: one document per run with its steps, as people read it. */
import type { FieldValue } from '@upshot/values';

export const RUN_STATUSES = ['running', 'completed', 'skipped', 'failed', 'cancelled'] as const;
export type RunHistoryStatus = (typeof RUN_STATUSES)[number];

export const STEP_STATUSES = [
  'running',
  'completed',
  'skipped',
  'failed',
  'unknown_outcome',
  'cancelled',
] as const;
export type StepHistoryStatus = (typeof STEP_STATUSES)[number];

/** What a step gave back, in the shape of its action's reference. */
export type StepOutput = Readonly<Record<string, FieldValue>>;

/** Why a step failed; free of secrets and personal data. */
export interface StepError {
  readonly code: string;
  readonly message: string;
}

/** One step of a run. What is null is not known yet, or does not apply. */
export interface StepHistory {
  readonly stepId: string;
  readonly nodeId: string;
  /** action, branch or wait. */
  readonly nodeKind: string;
  /** The action's name, or the node's kind. */
  readonly action: string;
  readonly effectId: string | null;
  readonly status: StepHistoryStatus;
  readonly output: StepOutput;
  readonly error: StepError | null;
  readonly attempts: number;
  readonly startedAtMs: number;
  readonly finishedAtMs: number | null;
  readonly durationMs: number | null;
  /** When a wait ends. */
  readonly dueAtMs: number | null;
}

/** One run, from its start to its end. */
export interface RunHistory {
  readonly runId: string;
  readonly tenantId: string;
  readonly definitionId: string;
  readonly definitionVersion: number;
  readonly definitionName: string;
  readonly dialect: string;
  readonly module: string;
  readonly triggerName: string;
  readonly recordId: string;
  readonly positionId: string;
  /** When the change that started it was committed; `startedAtMs - committedAtMs` is the way here. */
  readonly committedAtMs: number;
  readonly rootRunId: string;
  readonly depth: number;
  readonly traceId: string | null;
  readonly status: RunHistoryStatus;
  /** Why it ended (`end_of_graph`, `no_edge:<outcome>`, `step_failed`); null while it runs. */
  readonly reason: string | null;
  readonly error: string | null;
  readonly startedAtMs: number;
  readonly finishedAtMs: number | null;
  readonly durationMs: number | null;
  /** The last event that is in here. */
  readonly lastSeq: number;
  /** Events that never came, 0 in a sound system: what they said is missing here. */
  readonly missedEvents: number;
  readonly steps: readonly StepHistory[];
}
