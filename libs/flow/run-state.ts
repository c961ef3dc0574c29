/** A run's state: all that `decide` needs to know, changed by `evolve` alone. */
import type { Graph, NodeKindName, Reentry } from '@upshot/definitions';
import type { Criteria } from '@upshot/rules';
import type { FieldValue, Operation } from '@upshot/values';
import type { EffectOutcome } from './commands.ts';

export type Fields = Readonly<Record<string, FieldValue>>;

/** Who did something by hand, and why: for the audit. */
export interface Act {
  readonly by: string;
  readonly reason: string;
}

/** What started the run; it never changes. */
export interface RunOrigin {
  readonly tenantId: string;
  readonly runId: string;
  readonly definitionId: string;
  readonly definitionVersion: number;
  readonly definitionName: string;
  readonly dialect: string;
  readonly module: string;
  readonly triggerName: string;
  readonly recordId: string;
  readonly operation: Operation;
  readonly before: Fields | null;
  readonly after: Fields | null;
  /** Fields that the source has and did not send with the image: unknown is not null (law 5). Left out: none. */
  readonly unknownBefore?: readonly string[] | undefined;
  readonly unknownAfter?: readonly string[] | undefined;
  readonly positionId: string;
  readonly committedAtMs: number;
  readonly rootRunId: string;
  readonly depth: number;
  /** How often the record may start runs of the definition; left out: every time. */
  readonly reentry?: Reentry | undefined;
  /** The step of another run that started this one, and hears how it ends. */
  readonly parent?: { readonly runId: string; readonly stepId: string; readonly awaits: boolean } | undefined;
  /** The trigger's criteria, where a wait asks them again. */
  readonly criteria?: Criteria | undefined;
  /** What the run's variables are at its start. */
  readonly variables?: Fields | undefined;
  /** What steps of a run that this one repeats had come to, by node, before the node where this one begins. */
  readonly results?: Readonly<Record<string, StepResult>> | undefined;
  /** Every effect is described and none is carried out. */
  readonly sandbox?: boolean | undefined;
  /** Set where a person started it. */
  readonly startedBy?: Act | undefined;
}

/** One arm of a split that has been opened; `split` is the step of its parallel node. */
export interface ArmOf {
  readonly split: string;
  readonly arm: string;
}

/** Where a walk through the graph stands among parallel arms, the outermost first; empty where the run has not split. */
export type Token = readonly ArmOf[];

/** A timer of an open step, and what it is for: `due`, `reminder`, `escalation`. */
export interface StepTimer {
  readonly timerId: string;
  readonly purpose: string;
}

/** A step that the run is waiting on. */
export interface OpenStep {
  readonly stepId: string;
  readonly nodeId: string;
  readonly nodeKind: NodeKindName;
  readonly token: Token;
  readonly startedAtMs: number;
  readonly dueAtMs: number | null;
  readonly timers: readonly StepTimer[];
  /** The run of a sub-workflow that is awaited: nobody needs it any more where the step is given up. */
  readonly awaitedRunId?: string | undefined;
}

/** A parallel node that was entered and whose arms are not all over. */
export interface OpenSplit {
  readonly nodeId: string;
  /** Where the run stood when it split. */
  readonly token: Token;
  readonly arms: Readonly<Record<string, 'running' | 'joined' | 'ended'>>;
  /** The join at which arms have arrived. */
  readonly joinNodeId: string | null;
}

/** What a step came to, as later questions see it: by node, the latest visit. */
export interface StepResult {
  readonly outcome: EffectOutcome;
  /** The outcome by which the run left the node, where that says more. */
  readonly answer: string | null;
  readonly output: Fields;
}

/** Where a paused run goes on. */
export interface HeldToken {
  readonly token: Token;
  readonly nodeId: string;
}

export interface RunState {
  readonly origin: RunOrigin;
  readonly graph: Graph;
  /** The version that `graph` is of: the one that it started with, or one that took it over. */
  readonly version: number;
  readonly status: 'running' | 'paused' | 'finished';
  /** The sequence number of the last event. */
  readonly seq: number;
  readonly openSteps: readonly OpenStep[];
  /** By the step of the parallel node. */
  readonly splits: Readonly<Record<string, OpenSplit>>;
  readonly held: readonly HeldToken[];
  /** The triggering record's fields as the next step sees them: the image after, with what steps have changed. */
  readonly record: Fields;
  readonly variables: Fields;
  readonly results: Readonly<Record<string, StepResult>>;
  /** How often each node was entered. */
  readonly visits: Readonly<Record<string, number>>;
  /** How many turns each loop has made since it was entered from outside. */
  readonly turns: Readonly<Record<string, number>>;
  /** Actions that ended otherwise than skipped. */
  readonly actionsDone: number;
  readonly actionsSkipped: number;
}
