/** Run history: one document per run with its steps, as people read it. */
import type { Act, AttemptTime } from '@upshot/schemas';
import type { FieldValue } from '@upshot/values';

export const RUN_STATUSES = ['running', 'paused', 'completed', 'skipped', 'failed', 'cancelled'] as const;
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
  readonly nodeKind: string;
  /** The action's name, or the node's kind. */
  readonly action: string;
  readonly effectId: string | null;
  /** The arms of parallel nodes that it stands on, the outermost first. */
  readonly arms: readonly string[];
  readonly status: StepHistoryStatus;
  /** The outcome by which the run left the node, where that says more than the status: `no_answer`, a task's decision. */
  readonly answer: string | null;
  /** What was sent, as rendered, without secrets; of a human task, what the person was asked. */
  readonly input: FieldValue;
  readonly output: StepOutput;
  readonly error: StepError | null;
  readonly attempts: number;
  /** When each was made, where that is known: the last ones where there were many. */
  readonly attemptLog: readonly AttemptTime[];
  readonly startedAtMs: number;
  readonly finishedAtMs: number | null;
  readonly durationMs: number | null;
  /** When a wait ends. */
  readonly dueAtMs: number | null;
}

/** Something else that became of a run: paused, resumed, moved, taken over by a version, split, … */
export interface Happening {
  readonly seq: number;
  readonly atMs: number;
  readonly kind: string;
  readonly stepId: string | null;
  /** Who did it by hand, and why. */
  readonly act: Act | null;
  readonly detail: StepOutput;
}

/** What a run has beside its record when it starts: its variables, and by node what steps of a run that it repeats had come to. */
export interface BegunWith {
  readonly variables: StepOutput;
  readonly results: StepOutput;
}

/** One run, from its start to its end. */
export interface RunHistory {
  readonly runId: string;
  readonly tenantId: string;
  readonly definitionId: string;
  /** The version that it started with. */
  readonly definitionVersion: number;
  /** The version that it stands on: another one may have taken it over. */
  readonly version: number;
  readonly definitionName: string;
  readonly dialect: string;
  readonly module: string;
  readonly triggerName: string;
  readonly recordId: string;
  readonly positionId: string;
  /** When the change that started it was committed; `startedAtMs - committedAtMs` is the way here. */
  readonly committedAtMs: number;
  readonly rootRunId: string;
  /** The run whose step started this one. */
  readonly parentRunId: string | null;
  readonly depth: number;
  /** Set where a person started it. */
  readonly startedBy: Act | null;
  /** Left out of a run that a change has started, which begins with nothing; of another one: it is not known. */
  readonly begunWith?: BegunWith;
  /** Every effect was described and none carried out. */
  readonly sandbox: boolean;
  readonly traceId: string | null;
  readonly status: RunHistoryStatus;
  /** Why it ended (`end_of_graph`, `no_edge:<outcome>`, `step_failed`); null while it runs. */
  readonly reason: string | null;
  readonly error: string | null;
  /** Set where a person ended it. */
  readonly endedBy: Act | null;
  readonly startedAtMs: number;
  readonly finishedAtMs: number | null;
  readonly durationMs: number | null;
  /** The last event that is in here. */
  readonly lastSeq: number;
  /** Events that never came, 0 in a sound system: what they said is missing here. */
  readonly missedEvents: number;
  readonly steps: readonly StepHistory[];
  readonly happenings: readonly Happening[];
  /** What was not kept, since a run's history has bounds. */
  readonly leftOut: { readonly steps: number; readonly happenings: number };
  /** Since when nothing is kept here that says who it was about. */
  readonly erasedAtMs: number | null;
}
