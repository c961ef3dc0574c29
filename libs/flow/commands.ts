/** What a run can be told. */
import type { Graph } from '@upshot/definitions';
import type { Fields, RunOrigin } from './run-state.ts';

export interface Start {
  readonly type: 'start';
  readonly origin: RunOrigin;
  readonly graph: Graph;
  /** False where the definition's re-entry policy does not admit the record now: the run is then recorded as skipped. */
  readonly admitted?: boolean | undefined;
}

/** How an outward act ended. `unknown_outcome`: it was sent and the answer was lost (law 3). */
export type EffectOutcome = 'succeeded' | 'skipped' | 'failed' | 'unknown_outcome';

export interface EffectReport {
  readonly type: 'report-effect';
  readonly stepId: string;
  readonly outcome: EffectOutcome;
  readonly output: Fields;
  readonly recordPatch: Fields | null;
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
  readonly attempts: number;
}

export interface TimerFired {
  readonly type: 'fire-timer';
  readonly stepId: string;
  readonly firedAtMs: number;
}

export type Command = Start | EffectReport | TimerFired;
