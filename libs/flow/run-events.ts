/** What can happen to a run. Each event has the next sequence number. */
import type { Graph, Node } from '@upshot/definitions';
import type { EffectOutcome } from './commands.ts';
import type { Fields, RunOrigin } from './run-state.ts';

interface Numbered {
  readonly seq: number;
  readonly atMs: number;
}

export interface RunStartedEvent extends Numbered {
  readonly type: 'run-started';
  readonly origin: RunOrigin;
  readonly graph: Graph;
}

export interface StepStartedEvent extends Numbered {
  readonly type: 'step-started';
  readonly stepId: string;
  readonly nodeId: string;
  readonly nodeKind: Node['kind'];
  /** The action's name, or the node's kind. */
  readonly action: string;
  readonly effectId: string | null;
  readonly dueAtMs: number | null;
}

export interface StepFinishedEvent extends Numbered {
  readonly type: 'step-finished';
  readonly stepId: string;
  readonly nodeKind: Node['kind'];
  readonly outcome: EffectOutcome;
  readonly output: Fields;
  readonly recordPatch: Fields | null;
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
  readonly attempts: number;
}

export interface RunFinishedEvent extends Numbered {
  readonly type: 'run-finished';
  /** `skipped`: no action did anything: all were skipped, or the re-entry policy did not admit the record. */
  readonly status: 'completed' | 'skipped' | 'failed';
  /** `end_of_graph`, `step_failed`, `unknown_outcome`, or `reentry_` and the policy. */
  readonly reason: string;
  readonly errorMessage: string | null;
}

export type RunEvent = RunStartedEvent | StepStartedEvent | StepFinishedEvent | RunFinishedEvent;

/** An event before it has its number and its time. */
export type Unnumbered<E> = E extends RunEvent ? Omit<E, keyof Numbered> : never;
export type NewEvent = Unnumbered<RunEvent>;
