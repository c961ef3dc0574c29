/** What a decision asks for: the events that happened, and what must be sent because of them. */
import type { ActionName, Assignment, Config, FormField } from '@upshot/definitions';
import type { RunEvent } from './run-events.ts';
import type { Fields, RunOrigin, RunState } from './run-state.ts';

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

/** Work for a person, as the step makes it. Title, description and assignments are templates still. */
export interface TaskRequest {
  readonly title: string;
  readonly description: string | null;
  readonly assignment: Assignment;
  readonly form: readonly FormField[];
  readonly decisions: readonly string[];
  readonly acknowledgeChanges: boolean;
  /** When whoever has it is reminded. */
  readonly reminderAtMs: number | null;
  /** When it goes to somebody else, and to whom. */
  readonly escalation: { readonly atMs: number; readonly assignment: Assignment } | null;
  /** The record as the person should see it. */
  readonly record: Fields;
  /** What else the templates may name: the run's variables, and what its steps came to. */
  readonly variables: Fields;
  readonly steps: Fields;
  /** What the run is of. */
  readonly origin: Pick<
    RunOrigin,
    'definitionId' | 'definitionVersion' | 'definitionName' | 'module' | 'recordId' | 'committedAtMs'
  > & { readonly sandbox: boolean };
}

/** Another run to start on the same record. */
export interface StartRequest {
  readonly runId: string;
  readonly stepId: string;
  readonly definitionId: string;
  readonly awaits: boolean;
  readonly variables: Fields;
}

/** What the end of a run is to the step of another run that awaits it. */
export const OUTCOME_OF_END = {
  completed: 'succeeded',
  skipped: 'skipped',
  failed: 'failed',
  cancelled: 'failed',
} as const;

/** How the run ended, for the step of another run that awaits it. */
export interface ParentAnswer {
  readonly runId: string;
  readonly stepId: string;
  readonly status: 'completed' | 'skipped' | 'failed' | 'cancelled';
  readonly reason: string;
  readonly variables: Fields;
}

export interface Decision {
  /** The state after the events; null only for a command to a run that is not known. */
  readonly state: RunState | null;
  /** Empty where the command was a no-op: known already, or too late. */
  readonly events: readonly RunEvent[];
  readonly effects: readonly EffectRequest[];
  readonly timers: readonly TimerRequest[];
  /** Timers that are no longer waited for. */
  readonly cancels: readonly string[];
  readonly starts: readonly StartRequest[];
  readonly answers: readonly ParentAnswer[];
  /** Runs that were awaited and are no longer: they are cancelled. */
  readonly stops: readonly string[];
}
