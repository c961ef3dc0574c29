/** What can happen to a run. Each event has the next sequence number. */
import type { Graph, NodeKindName } from '@upshot/definitions';
import type { AttemptTime, EffectOutcome } from './commands.ts';
import type { TaskRequest } from './decision.ts';
import type { Act, Fields, RunOrigin, StepTimer, Token } from './run-state.ts';

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
  readonly nodeKind: NodeKindName;
  /** The action's name, or the node's kind. */
  readonly action: string;
  readonly effectId: string | null;
  readonly dueAtMs: number | null;
  readonly token: Token;
  readonly timers: readonly StepTimer[];
  /** Of a human task. */
  readonly task?: TaskRequest | undefined;
  /** Of a sub-workflow that is awaited. */
  readonly awaitedRunId?: string | undefined;
}

/** A step's date or its timers are others than they were. */
export interface StepMovedEvent extends Numbered {
  readonly type: 'step-moved';
  readonly stepId: string;
  readonly dueAtMs: number | null;
  readonly timers: readonly StepTimer[];
  /** Why: `date_moved`, `reminded`, `escalated`. */
  readonly reason: string;
}

export interface StepFinishedEvent extends Numbered {
  readonly type: 'step-finished';
  readonly stepId: string;
  readonly nodeId: string;
  readonly nodeKind: NodeKindName;
  /** `cancelled`: the run went on without it. */
  readonly outcome: EffectOutcome | 'cancelled';
  /** The outcome by which the run leaves the node, where that says more than `outcome`. */
  readonly answer: string | null;
  readonly output: Fields;
  readonly recordPatch: Fields | null;
  readonly variables: Fields | null;
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
  readonly attempts: number;
  /** For the history alone. */
  readonly input?: string | null | undefined;
  readonly attemptLog?: readonly AttemptTime[] | undefined;
}

export interface SplitOpenedEvent extends Numbered {
  readonly type: 'split-opened';
  /** The step of the parallel node. */
  readonly split: string;
  readonly nodeId: string;
  readonly token: Token;
  readonly arms: readonly string[];
}

/** An arm is over: it has reached the join, or ended elsewhere. */
export interface ArmOverEvent extends Numbered {
  readonly type: 'arm-over';
  readonly split: string;
  readonly arm: string;
  readonly how: 'joined' | 'ended';
  readonly joinNodeId: string | null;
}

export interface SplitClosedEvent extends Numbered {
  readonly type: 'split-closed';
  readonly split: string;
}

/** A loop's turns are counted; 0: it is over. */
export interface LoopTurnedEvent extends Numbered {
  readonly type: 'loop-turned';
  readonly nodeId: string;
  readonly turns: number;
}

export interface RunPausedEvent extends Numbered {
  readonly type: 'run-paused';
  readonly act: Act;
}

/** A paused run would have gone on to a node. */
export interface TokenHeldEvent extends Numbered {
  readonly type: 'token-held';
  readonly token: Token;
  readonly nodeId: string;
}

export interface RunResumedEvent extends Numbered {
  readonly type: 'run-resumed';
  readonly act: Act;
}

/** Another version has taken the run over; `nodes` says where what stood on a node stands now. */
export interface VersionTakenEvent extends Numbered {
  readonly type: 'version-taken';
  readonly version: number;
  readonly graph: Graph;
  readonly nodes: Readonly<Record<string, string>>;
  readonly act: Act;
}

export interface RunFinishedEvent extends Numbered {
  readonly type: 'run-finished';
  /** `skipped`: no action did anything: all were skipped, or the re-entry policy did not admit the record. */
  readonly status: 'completed' | 'skipped' | 'failed' | 'cancelled';
  /**
   * `end_of_graph`, `no_edge:` and the outcome, an end's own, `step_failed`, `unknown_outcome`, `reentry_` and the policy, `cancelled`,
   * `not_awaited`.
   */
  readonly reason: string;
  readonly errorMessage: string | null;
  /** Set where a person ended it. */
  readonly act?: Act | undefined;
}

export type RunEvent =
  | RunStartedEvent
  | StepStartedEvent
  | StepMovedEvent
  | StepFinishedEvent
  | SplitOpenedEvent
  | ArmOverEvent
  | SplitClosedEvent
  | LoopTurnedEvent
  | RunPausedEvent
  | TokenHeldEvent
  | RunResumedEvent
  | VersionTakenEvent
  | RunFinishedEvent;

/** An event before it has its number and its time. */
export type Unnumbered<E> = E extends RunEvent ? Omit<E, keyof Numbered> : never;
export type NewEvent = Unnumbered<RunEvent>;
