/** What a decision asks for: the events that happened, and what must be sent because of them. */
import type { ActionName, Config } from '@upshot/definitions';
import type { RunEvent } from './run-events.ts';
import type { Fields, RunState } from './run-state.ts';

/** An outward act, to be carried out once under its `effectId`. */
export interface EffectRequest {
  readonly effectId: string;
  readonly stepId: string;
  readonly nodeId: string;
  readonly action: ActionName;
  readonly config: Config;
  /** The record as the step sees it. */
  readonly record: Fields;
}

export interface TimerRequest {
  readonly timerId: string;
  readonly stepId: string;
  readonly dueAtMs: number;
}

export interface Decision {
  /** The state after the events; null only for a command to a run that is not known. */
  readonly state: RunState | null;
  /** Empty where the command was a no-op: known already, or too late. */
  readonly events: readonly RunEvent[];
  readonly effects: readonly EffectRequest[];
  readonly timers: readonly TimerRequest[];
}
