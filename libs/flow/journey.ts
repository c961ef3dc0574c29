/** One decision in the making: walks the graph from where the run stands and gathers what follows. */
import type { JoinNode, Node } from '@upshot/definitions';
import { UpshotError } from '@upshot/errors';
import { deriveId } from '@upshot/ids';
import type { Decision, EffectRequest, ParentAnswer, StartRequest, TimerRequest } from './decision.ts';
import { evolve } from './evolve.ts';
import { enterNode } from './nodes/index.ts';
import type { Ending, Surroundings, Visit, Waiting, Walk } from './nodes/node-kind.ts';
import type { NewEvent, RunEvent, RunFinishedEvent } from './run-events.ts';
import type { Act, OpenSplit, OpenStep, RunState, StepTimer, Token } from './run-state.ts';

const SUCCEEDED = {
  outcome: 'succeeded',
  answer: null,
  output: {},
  recordPatch: null,
  variables: null,
  errorCode: null,
  errorMessage: null,
  attempts: 1,
} as const;
const CANCELLED = { outcome: 'cancelled' } as const;
const PLAIN = ['done', 'succeeded', 'skipped'];

/** Why an arm is over: its end, or an outcome that has no edge. */
const reasonOf = (outcome: string): string =>
  PLAIN.includes(outcome) ? 'end_of_graph' : `no_edge:${outcome}`;

const isWithin = (token: Token, split: string): boolean => token.some((each) => each.split === split);

/** No decision takes more steps: what would is a fault of the graph that its check did not see. */
const MOST_STEPS = 10_000;

export class Journey implements Walk {
  readonly surroundings: Surroundings;
  #state: RunState | null;
  /** Where the run goes on, in order. */
  readonly #next: { readonly nodeId: string; readonly token: Token }[] = [];
  readonly #events: RunEvent[] = [];
  readonly #effects: EffectRequest[] = [];
  readonly #timers: TimerRequest[] = [];
  readonly #cancels: string[] = [];
  readonly #starts: StartRequest[] = [];
  readonly #answers: ParentAnswer[] = [];

  constructor(state: RunState | null, surroundings: Surroundings) {
    this.#state = state;
    this.surroundings = surroundings;
  }

  get state(): RunState {
    if (this.#state === null) throw new UpshotError('internal', 'a journey without a run');
    return this.#state;
  }

  /** Numbers the event, applies it and keeps it. */
  record(event: NewEvent): void {
    const numbered = { ...event, seq: (this.#state?.seq ?? 0) + 1, atMs: this.surroundings.nowMs };
    this.#state = evolve(this.#state, numbered);
    this.#events.push(numbered);
  }

  begin(node: Node, { stepId, token }: Visit, waiting: Waiting = {}): OpenStep {
    const { action = node.kind, effect, start, task, dueAtMs = null, timers = {} } = waiting;
    const dates = { ...(dueAtMs !== null && { due: dueAtMs }), ...timers };
    this.record({
      type: 'step-started',
      stepId,
      nodeId: node.id,
      nodeKind: node.kind,
      action,
      effectId: effect?.effectId ?? null,
      dueAtMs,
      token,
      timers: this.#setTimers(stepId, dates, 0),
      ...(task !== undefined && { task }),
    });
    if (effect !== undefined) this.#effects.push(effect);
    if (start !== undefined) this.#starts.push(start);
    return this.#stepOf(stepId);
  }

  finish(step: OpenStep, ending: Ending = {}): void {
    const { stepId, nodeId, nodeKind } = step;
    this.#cancels.push(...step.timers.map(({ timerId }) => timerId));
    this.record({ type: 'step-finished', stepId, nodeId, nodeKind, ...SUCCEEDED, ...ending });
  }

  move(
    step: OpenStep,
    reason: string,
    dueAtMs: number | null,
    timers: Readonly<Record<string, number>> = {},
  ): void {
    const dates = { ...(dueAtMs !== null && dueAtMs !== step.dueAtMs && { due: dueAtMs }), ...timers };
    const former = step.timers.filter(({ purpose }) => Object.hasOwn(dates, purpose));
    const kept = step.timers.filter(({ purpose }) => !Object.hasOwn(dates, purpose));
    this.#cancels.push(...former.map(({ timerId }) => timerId));
    const fresh = this.#setTimers(step.stepId, dates, this.state.seq);
    this.record({ type: 'step-moved', stepId: step.stepId, dueAtMs, timers: [...kept, ...fresh], reason });
  }

  goOn({ nodeId, token }: OpenStep, ...outcomes: readonly [string, ...string[]]): void {
    const edges = this.state.graph.edges.filter(({ from }) => from === nodeId);
    const edge = outcomes.flatMap((outcome) => edges.find((each) => each.outcome === outcome) ?? [])[0];
    if (edge === undefined) this.#armOver(token, reasonOf(outcomes[0]));
    else this.goTo(edge.to, token);
  }

  /** The run goes on at a node; a paused one when it is resumed. */
  goTo(nodeId: string, token: Token): void {
    if (this.state.status === 'paused') this.record({ type: 'token-held', token, nodeId });
    else this.#next.push({ nodeId, token });
  }

  split({ stepId, nodeId, token }: OpenStep, arms: readonly string[]): void {
    this.record({ type: 'split-opened', split: stepId, nodeId, token, arms });
    for (const arm of arms) {
      const inside = [...token, { split: stepId, arm }];
      const edge = this.state.graph.edges.find(({ from, outcome }) => from === nodeId && outcome === arm);
      if (edge === undefined) this.#armOver(inside, `no_edge:${arm}`);
      else this.goTo(edge.to, inside);
    }
  }

  join(node: JoinNode, { token }: Visit): void {
    const place = token.findLastIndex(({ split }) => this.state.splits[split]?.nodeId === node.of);
    const at = token[place];
    if (at === undefined) return this.end('failed', 'join_without_split');
    this.record({ type: 'arm-over', ...at, how: 'joined', joinNodeId: node.id });
    if (node.needs === 'any') this.#cancelWithin(at.split);
    this.#joinIfDone(at.split, node.needs === 'any');
  }

  turn(nodeId: string, turns: number): void {
    this.record({ type: 'loop-turned', nodeId, turns });
  }

  end(
    status: RunFinishedEvent['status'],
    reason: string,
    errorMessage: string | null = null,
    act?: Act,
  ): void {
    if (this.state.status === 'finished') return;
    for (const step of this.state.openSteps) this.finish(step, CANCELLED);
    this.#next.length = 0;
    this.record({
      type: 'run-finished',
      status,
      reason,
      errorMessage,
      ...(act !== undefined && { act }),
    });
    const { parent } = this.state.origin;
    if (parent?.awaits === true)
      this.#answers.push({ ...parent, status, reason, variables: this.state.variables });
  }

  /** Enters nodes until every arm has to wait or is over. */
  walk(): void {
    for (let steps = 0; this.state.status === 'running'; steps += 1) {
      const next = this.#next.shift();
      if (next === undefined) return;
      if (steps === MOST_STEPS) return this.end('failed', 'too_many_steps');
      this.#enter(next.nodeId, next.token);
    }
  }

  decision(): Decision {
    return {
      state: this.#state,
      events: this.#events,
      effects: this.#effects,
      timers: this.#timers,
      cancels: this.#cancels,
      starts: this.#starts,
      answers: this.#answers,
    };
  }

  #enter(nodeId: string, token: Token): void {
    const { graph, origin, visits } = this.state;
    const node = graph.nodes.find((each) => each.id === nodeId);
    if (node === undefined) return this.end('failed', 'missing_node', `the graph has no node ${nodeId}`);
    const stepId = deriveId('step', origin.runId, nodeId, visits[nodeId] ?? 0);
    enterNode(node, { stepId, token }, this);
  }

  #stepOf(stepId: string): OpenStep {
    const step = this.state.openSteps.find((each) => each.stepId === stepId);
    if (step === undefined) throw new UpshotError('internal', 'a step that has begun and is not open');
    return step;
  }

  /** `round` makes ids of timers that are set again new ones. */
  #setTimers(stepId: string, dates: Readonly<Record<string, number>>, round: number): readonly StepTimer[] {
    return Object.entries(dates).map(([purpose, dueAtMs]) => {
      const timerId =
        purpose === 'due' && round === 0
          ? deriveId('timer', stepId)
          : deriveId('timer', stepId, purpose, round);
      this.#timers.push({ timerId, stepId, dueAtMs });
      return { timerId, purpose };
    });
  }

  /** An arm is over without a join: the last one to end ends the split, and where nobody waits at its join, the arm around it. */
  #armOver(token: Token, reason: string): void {
    const at = token.at(-1);
    if (at === undefined) return this.#endOfGraph(reason);
    this.record({ type: 'arm-over', ...at, how: 'ended', joinNodeId: null });
    this.#joinIfDone(at.split, false, reason);
  }

  /** Goes on behind the join once no arm of the split runs any more, or at once. */
  #joinIfDone(split: string, atOnce: boolean, reason = 'end_of_graph'): void {
    const open = this.state.splits[split];
    if (open === undefined || (!atOnce && Object.values(open.arms).includes('running'))) return;
    this.record({ type: 'split-closed', split });
    if (open.joinNodeId === null) return this.#armOver(open.token, reason);
    this.#leaveJoin(open.joinNodeId, open);
  }

  #leaveJoin(nodeId: string, { token, arms }: OpenSplit): void {
    const node = this.state.graph.nodes.find((each) => each.id === nodeId);
    if (node === undefined) return this.end('failed', 'missing_node', `the graph has no node ${nodeId}`);
    const { origin, visits } = this.state;
    const stepId = deriveId('step', origin.runId, nodeId, visits[nodeId] ?? 0);
    const step = this.begin(node, { stepId, token });
    this.finish(step, { output: { arms } });
    this.goOn(step, 'done');
  }

  /** Cancels what is open on the other arms of a split, and the splits inside them. */
  #cancelWithin(split: string): void {
    const { openSteps, splits } = this.state;
    for (const step of openSteps) if (isWithin(step.token, split)) this.finish(step, CANCELLED);
    for (const [inner, open] of Object.entries(splits))
      if (isWithin(open.token, split)) this.record({ type: 'split-closed', split: inner });
    const left = this.#next.filter(({ token }) => !isWithin(token, split));
    this.#next.splice(0, this.#next.length, ...left);
  }

  #endOfGraph(reason: string): void {
    const { actionsSucceeded, actionsSkipped } = this.state;
    this.end(actionsSkipped > 0 && actionsSucceeded === 0 ? 'skipped' : 'completed', reason);
  }
}
