/** The contract of a node kind: what entering a node does. */
import type { Node, Outcome } from '@upshot/definitions';
import type { Criteria, Verdict } from '@upshot/rules';
import type { RecordChange } from '@upshot/values';
import type { EffectRequest, TimerRequest } from '../decision.ts';
import type { NewEvent } from '../run-events.ts';
import type { RunState } from '../run-state.ts';

/** What a node may use besides the run's state: time and judgement come in as data. */
export interface Surroundings {
  readonly nowMs: number;
  /** What criteria say of a change in the run's module. */
  evaluate(criteria: Criteria, change: RecordChange): Verdict;
}

/** What entering a node leads to. With an `outcome` the run goes on at once; without, it waits for a report or a timer. */
export interface Entered {
  readonly events: readonly NewEvent[];
  readonly effect?: EffectRequest;
  readonly timer?: TimerRequest;
  readonly outcome?: Outcome;
}

/** One kind of node. `enter` is pure; `stepId` is new for each visit. */
export interface NodeKind<N extends Node> {
  readonly kind: N['kind'];
  enter(node: N, stepId: string, state: RunState, surroundings: Surroundings): Entered;
}
