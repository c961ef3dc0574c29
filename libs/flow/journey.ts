/** One decision in the making: walks the graph from where the run stands, along every arm, until each has to wait or is over. */
import type { JoinNode, Node } from '@upshot/definitions';
import { deriveId } from '@upshot/ids';
import type { Decision } from './decision.ts';
import { Journal } from './journal.ts';
import { enterNode } from './nodes/index.ts';
import type { Ending, Surroundings, Visit, Waiting, Walk } from './nodes/node-kind.ts';
import { ownOf } from './own-of.ts';
import type { NewEvent, RunFinishedEvent } from './run-events.ts';
import type { Act, HeldToken, OpenSplit, OpenStep, RunState, Token } from './run-state.ts';

const CANCELLED = { outcome: 'cancelled' } as const;
const PLAIN = ['done', 'succeeded', 'skipped'];

/** Why an arm is over: its end, or an outcome that has no edge. */
const reasonOf = (outcome: string): string =>
  PLAIN.includes(outcome) ? 'end_of_graph' : `no_edge:${outcome}`;

const isWithin = (token: Token, split: string): boolean => token.some((each) => each.split === split);

/** No decision takes more steps, no run has more splits open: what would is a fault of the graph that its check did not see. */
const MOST_STEPS = 10_000;
export const MOST_SPLITS = 200;

export class Journey implements Walk {
  readonly surroundings: Surroundings;
  readonly #journal: Journal;
  /** Where the run goes on, in order. */
  #next: HeldToken[] = [];

  constructor(state: RunState | null, surroundings: Surroundings) {
    this.surroundings = surroundings;
    this.#journal = new Journal(state, surroundings.nowMs);
  }

  get state(): RunState {
    return this.#journal.state;
  }

  record(event: NewEvent): void {
    this.#journal.record(event);
  }

  begin(node: Node, visit: Visit, waiting: Waiting = {}): OpenStep {
    return this.#journal.begin(node, visit, waiting);
  }

  finish(step: OpenStep, ending: Ending = {}): void {
    this.#journal.finish(step, ending);
  }

  move(
    step: OpenStep,
    reason: string,
    dueAtMs: number | null,
    timers: Readonly<Record<string, number>> = {},
  ): void {
    this.#journal.move(step, reason, dueAtMs, timers);
  }

  turn(nodeId: string, turns: number): void {
    this.record({ type: 'loop-turned', nodeId, turns });
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
    if (Object.keys(this.state.splits).length >= MOST_SPLITS) return this.end('failed', 'too_many_splits');
    this.record({ type: 'split-opened', split: stepId, nodeId, token, arms });
    for (const arm of arms) {
      const inside = [...token, { split: stepId, arm }];
      const edge = this.state.graph.edges.find(({ from, outcome }) => from === nodeId && outcome === arm);
      if (edge === undefined) this.#armOver(inside, `no_edge:${arm}`);
      else this.goTo(edge.to, inside);
    }
  }

  /**
   * An arm has arrived. Where the split is around the arm's own one, the arms beside it arrive first, and all of them as one. Who
   * comes from no arm of the split (a run begun behind it) has nobody to wait for.
   */
  join(node: JoinNode, { token }: Pick<Visit, 'token'>): void {
    const { splits } = this.state;
    const outer = token.findLast(({ split }) => splits[split]?.nodeId === node.of);
    const inner = token.at(-1);
    if (outer === undefined || inner === undefined) return this.#leaveJoin(node, token, {});
    const at = node.needs === 'any' ? outer : inner;
    const other = splits[at.split]?.joinNodeId ?? null;
    const joinNodeId = at === outer || other === null ? node.id : other;
    this.record({ type: 'arm-over', ...at, how: 'joined', joinNodeId });
    if (node.needs === 'all') return this.#closeIfOver(at.split);
    this.#cancelWithin(at.split);
    this.#close(at.split);
  }

  end(
    status: RunFinishedEvent['status'],
    reason: string,
    errorMessage: string | null = null,
    act?: Act,
  ): void {
    if (this.state.status === 'finished') return;
    const { actionsSkipped, actionsDone, openSteps, origin, variables } = this.state;
    const nothingDone = status === 'completed' && actionsSkipped > 0 && actionsDone === 0;
    const said = nothingDone ? 'skipped' : status;
    for (const step of openSteps) this.finish(step, CANCELLED);
    this.record({
      type: 'run-finished',
      status: said,
      reason,
      errorMessage,
      ...(act !== undefined && { act }),
    });
    const { parent } = origin;
    if (parent?.awaits === true) this.#journal.answer({ ...parent, status: said, reason, variables });
  }

  /** Enters nodes until every arm has to wait or is over. */
  walk(): void {
    for (let steps = 0; this.state.status === 'running'; steps += 1) {
      const next = this.#next.shift();
      if (next === undefined) return;
      if (steps === MOST_STEPS) return this.end('failed', 'too_many_steps');
      const node = this.#nodeOf(next.nodeId);
      if (node !== undefined) enterNode(node, this.#visit(next), this);
    }
  }

  decision(): Decision {
    return this.#journal.decision();
  }

  /** A node by its id; where the graph has none, the run fails. */
  #nodeOf(nodeId: string): Node | undefined {
    const node = this.state.graph.nodes.find(({ id }) => id === nodeId);
    if (node === undefined) this.end('failed', 'missing_node', `the graph has no node ${nodeId}`);
    return node;
  }

  #visit({ nodeId, token }: HeldToken): Visit {
    const { origin, visits } = this.state;
    return { stepId: deriveId('step', origin.runId, nodeId, ownOf(visits, nodeId) ?? 0), token };
  }

  /** An arm is over without a join. */
  #armOver(token: Token, reason: string): void {
    const at = token.at(-1);
    if (at === undefined) return this.end('completed', reason);
    this.record({ type: 'arm-over', ...at, how: 'ended', joinNodeId: null });
    this.#closeIfOver(at.split, reason);
  }

  #closeIfOver(split: string, reason?: string): void {
    const arms = Object.values(this.state.splits[split]?.arms ?? {});
    if (!arms.includes('running')) this.#close(split, reason);
  }

  /** The split is over: the run goes on behind the join that its arms have reached; where none has, the arm around it is over. */
  #close(split: string, reason = 'end_of_graph'): void {
    const open = this.state.splits[split];
    if (open === undefined) return;
    this.record({ type: 'split-closed', split });
    if (open.joinNodeId === null) return this.#armOver(open.token, reason);
    const node = this.#nodeOf(open.joinNodeId);
    if (node?.kind !== 'join') return;
    if (node.of === open.nodeId) this.#leaveJoin(node, open.token, open.arms);
    else this.join(node, open);
  }

  #leaveJoin(node: JoinNode, token: Token, arms: OpenSplit['arms']): void {
    const step = this.begin(node, this.#visit({ nodeId: node.id, token }));
    const came = Object.entries(arms).map(([arm, how]) => [arm, how === 'running' ? 'cancelled' : how]);
    this.finish(step, { output: { arms: Object.fromEntries(came) } });
    this.goOn(step, 'done');
  }

  /** Cancels what is open on the arms of a split, and the splits inside them. */
  #cancelWithin(split: string): void {
    const { openSteps, splits } = this.state;
    for (const step of openSteps) if (isWithin(step.token, split)) this.finish(step, CANCELLED);
    for (const [inner, { token }] of Object.entries(splits))
      if (isWithin(token, split)) this.record({ type: 'split-closed', split: inner });
    this.#next = this.#next.filter(({ token }) => !isWithin(token, split));
  }
}
