/** The record of `upshot.run-commands`: exactly one of its blocks is set. */
import type { Act, ParentStep } from './act.ts';

/** How often one record may start runs; `other` stands for a policy that a newer writer knows. */
export interface ReentryRule {
  readonly policy: 'once_per_record' | 'not_while_active' | 'cool_down' | 'other';
  readonly coolDownMs: number;
}

export interface StartRun {
  readonly definitionId: string;
  readonly definitionVersion: number;
  readonly definitionName: string;
  readonly dialect: string;
  readonly graph: string;
  readonly module: string;
  readonly triggerName: string;
  readonly recordId: string;
  readonly operation: string;
  readonly before: string | null;
  readonly after: string | null;
  /** Fields that the source has and did not send with the image. */
  readonly unknownBefore: readonly string[];
  readonly unknownAfter: readonly string[];
  readonly positionId: string;
  readonly committedAtMs: number;
  readonly rootRunId: string;
  readonly depth: number;
  /** Null: every time. */
  readonly reentry: ReentryRule | null;
  readonly startAt: string | null;
  readonly criteria: string | null;
  readonly variables: string | null;
  /** JSON of what steps before its start had come to, by node; left out: null. */
  readonly results?: string | null;
  readonly sandbox: boolean;
  readonly parent: ParentStep | null;
  readonly startedBy: Act | null;
}

/** `other` stands for a symbol that a newer writer knows. */
export type StepOutcome = 'succeeded' | 'skipped' | 'failed' | 'unknown_outcome' | 'other';

/** One attempt at an effect. */
export interface AttemptTime {
  readonly startedAtMs: number;
  readonly finishedAtMs: number;
  /** Set where it failed. */
  readonly errorCode: string | null;
}

export interface ReportEffect {
  readonly effectId: string;
  readonly stepId: string;
  readonly outcome: StepOutcome;
  readonly answer: string | null;
  readonly output: string;
  readonly recordPatch: string | null;
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
  readonly attempts: number;
  readonly startedAtMs: number;
  readonly finishedAtMs: number;
  /** JSON of what was sent, for the history; left out: null. */
  readonly input?: string | null;
  /** Left out: none is known. */
  readonly attemptLog?: readonly AttemptTime[];
}

export interface FireTimer {
  readonly timerId: string;
  readonly stepId: string;
  readonly dueAtMs: number;
  readonly firedAtMs: number;
}

export interface SignalRun {
  readonly nodeId: string;
  readonly what: 'event' | 'date' | 'other';
  readonly occurredAtMs: number;
  readonly record: string;
  readonly output: string;
}

export interface ControlRun {
  readonly verb: 'pause' | 'resume' | 'cancel' | 'take_over' | 'other';
  readonly by: string;
  readonly reason: string;
  /** The rest is of `take_over`. */
  readonly version: number;
  readonly graph: string | null;
  readonly nodes: Readonly<Record<string, string>>;
}

/** What a control says that is no take-over. */
export const NO_TAKE_OVER = { version: 0, graph: null, nodes: {} } as const;

/** A command that says nothing yet: set one block of it. */
export const NO_COMMAND = {
  start: null,
  reportEffect: null,
  fireTimer: null,
  signal: null,
  control: null,
} as const;

export interface RunCommand {
  readonly tenantId: string;
  readonly runId: string;
  readonly sentAtMs: number;
  readonly start: StartRun | null;
  readonly reportEffect: ReportEffect | null;
  readonly fireTimer: FireTimer | null;
  readonly signal: SignalRun | null;
  readonly control: ControlRun | null;
}
