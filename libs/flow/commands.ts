/** What a run can be told. */
import type { Graph } from '@upshot/definitions';
import type { Act, Fields, RunOrigin } from './run-state.ts';

export interface Start {
  readonly type: 'start';
  readonly origin: RunOrigin;
  readonly graph: Graph;
  /** False where the definition's re-entry policy does not admit the record now: the run is then recorded as skipped. */
  readonly admitted?: boolean | undefined;
  /** False where the step that was to await the run has gone on without it: the run is then recorded as cancelled. */
  readonly awaited?: boolean | undefined;
  /** The node to begin at; left out: the graph's own start. */
  readonly startAt?: string | undefined;
}

/** How an outward act ended. `unknown_outcome`: it was sent and the answer was lost (law 3). */
export type EffectOutcome = 'succeeded' | 'skipped' | 'failed' | 'unknown_outcome';

/** One attempt at an effect; `errorCode` where it failed. */
export interface AttemptTime {
  readonly startedAtMs: number;
  readonly finishedAtMs: number;
  readonly errorCode: string | null;
}

/** How an act, a task or an awaited run ended. */
export interface EffectReport {
  readonly type: 'report-effect';
  readonly stepId: string;
  readonly outcome: EffectOutcome;
  /** What the other side answered, where that is an outcome of its own: `no_answer`, a task's decision. Null: nothing more. */
  readonly answer: string | null;
  readonly output: Fields;
  readonly recordPatch: Fields | null;
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
  readonly attempts: number;
  /** For the history alone: JSON of what was sent, without its secrets, and when each attempt was made. */
  readonly input?: string | null | undefined;
  readonly attemptLog?: readonly AttemptTime[] | undefined;
}

export interface TimerFired {
  readonly type: 'fire-timer';
  readonly timerId: string;
  readonly stepId: string;
  readonly firedAtMs: number;
}

/** Something happened to the run's record for which one of its nodes may be waiting. */
export interface Signal {
  readonly type: 'signal';
  readonly nodeId: string;
  /** `event`: what a node waits for. `date`: the field that a wait counts from has moved. */
  readonly what: 'event' | 'date';
  readonly occurredAtMs: number;
  /** The record after it. */
  readonly record: Fields;
  /** What the event itself says. */
  readonly output: Fields;
}

export interface Pause {
  readonly type: 'pause';
  readonly act: Act;
}
export interface Resume {
  readonly type: 'resume';
  readonly act: Act;
}
export interface Cancel {
  readonly type: 'cancel';
  readonly act: Act;
}

/** Another version of the definition takes the run over. A node that `nodes` does not name keeps its id. */
export interface TakeOver {
  readonly type: 'take-over';
  readonly version: number;
  readonly graph: Graph;
  readonly nodes: Readonly<Record<string, string>>;
  readonly act: Act;
}

export type Command = Start | EffectReport | TimerFired | Signal | Pause | Resume | Cancel | TakeOver;
