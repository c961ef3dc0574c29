/** The contract of a node kind: what entering a node does, and what becomes of it when the run is told something. */
import type { BusinessCalendar } from '@upshot/calendar';
import type { Node } from '@upshot/definitions';
import type { Criteria, Verdict } from '@upshot/rules';
import type { Image, RecordChange } from '@upshot/values';
import type { EffectReport, Signal, TimerFired } from '../commands.ts';
import type { EffectRequest, StartRequest, TaskRequest } from '../decision.ts';
import type { RunFinishedEvent, StepFinishedEvent } from '../run-events.ts';
import type { Fields, OpenStep, RunState, Token } from '../run-state.ts';

/** The record as the mirror has it. `unread`: it has not been read yet, and the decision is made again once it is. */
export type RecordNow =
  { readonly state: 'found'; readonly image: Image } | { readonly state: 'missing' | 'unread' };

/** When people of the run's tenant work, and in which zones wall-clock time is read. Ask only for what is needed: an owner is looked up. */
export interface Working {
  readonly calendar: BusinessCalendar;
  readonly tenantZone: string;
  /** Null where the mapping names none, or the record has none. */
  readonly recordZone: string | null;
  readonly ownerZone: string | null;
}

/** What a node may use besides the run's state: time, judgement and other records come in as data. */
export interface Surroundings {
  readonly nowMs: number;
  /** What criteria say of a change in the run's module, and of the run itself where they name `$steps` or `$variables`. */
  evaluate(criteria: Criteria, change: RecordChange): Verdict;
  recordNow(): RecordNow;
  working(record: Fields): Working;
}

/** A visit of a node: `stepId` is new for each. */
export interface Visit {
  readonly stepId: string;
  readonly token: Token;
}

/** What is waited for, once a step has begun. */
export interface Waiting {
  /** The action's name; left out: the node's kind. */
  readonly action?: string;
  readonly effect?: EffectRequest;
  readonly start?: StartRequest;
  readonly task?: TaskRequest;
  /** The date that the step shows, and a timer for it. */
  readonly dueAtMs?: number | null;
  /** Further timers by their purpose. */
  readonly timers?: Readonly<Record<string, number>>;
}

/** How a step ends. What is left out is: succeeded, with nothing to show. */
export type Ending = Partial<
  Pick<
    StepFinishedEvent,
    | 'outcome'
    | 'answer'
    | 'output'
    | 'recordPatch'
    | 'variables'
    | 'errorCode'
    | 'errorMessage'
    | 'attempts'
    | 'input'
    | 'attemptLog'
  >
>;

/** What a node can do to the run that stands on it. */
export interface Walk {
  readonly state: RunState;
  readonly surroundings: Surroundings;
  /** The step begins, and waits. */
  begin(node: Node, visit: Visit, waiting?: Waiting): OpenStep;
  /** The step is over. */
  finish(step: OpenStep, ending?: Ending): void;
  /** Another date for the step: its `due` timer is set anew, `timers` likewise, the others stay. */
  move(
    step: OpenStep,
    reason: string,
    dueAtMs: number | null,
    timers?: Readonly<Record<string, number>>,
  ): void;
  /** The run goes on by the first of `outcomes` that has an edge; where none has, this arm of it is over, the first being the reason. */
  goOn(step: OpenStep, ...outcomes: readonly [string, ...string[]]): void;
  /** The run goes on along every arm at once. */
  split(step: OpenStep, arms: readonly string[]): void;
  /** This arm has arrived at the join of a split. */
  join(node: Extract<Node, { kind: 'join' }>, visit: Visit): void;
  /** Counts the turns of a loop. */
  turn(nodeId: string, turns: number): void;
  /** The run ends here, along all its arms. */
  end(status: RunFinishedEvent['status'], reason: string, errorMessage?: string | null): void;
}

/** One kind of node. What a run is told while it stands on a node that has no answer to it is a no-op. All pure. */
export interface NodeKind<N extends Node> {
  readonly kind: N['kind'];
  enter(node: N, visit: Visit, walk: Walk): void;
  reported?(node: N, step: OpenStep, report: EffectReport, walk: Walk): void;
  woken?(node: N, step: OpenStep, fired: TimerFired & { readonly purpose: string }, walk: Walk): void;
  signalled?(node: N, step: OpenStep, signal: Signal, walk: Walk): void;
}
