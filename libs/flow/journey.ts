/** One decision in the making: walks the graph from where the run stands and gathers what follows. */
import type { Outcome } from '@upshot/definitions';
import { UpshotError } from '@upshot/errors';
import { deriveId } from '@upshot/ids';
import type { Decision, EffectRequest, TimerRequest } from './decision.ts';
import { evolve } from './evolve.ts';
import { enterNode } from './nodes/index.ts';
import type { Surroundings } from './nodes/node-kind.ts';
import type { NewEvent, RunEvent } from './run-events.ts';
import type { RunState } from './run-state.ts';

export class Journey {
  #state: RunState | null;
  /** The node that the run stands on; its step may be over already. */
  #nodeId: string | null;
  readonly #surroundings: Surroundings;
  readonly #events: RunEvent[] = [];
  readonly #effects: EffectRequest[] = [];
  readonly #timers: TimerRequest[] = [];

  constructor(state: RunState | null, surroundings: Surroundings) {
    this.#state = state;
    this.#nodeId = state?.openStep?.nodeId ?? null;
    this.#surroundings = surroundings;
  }

  /** Numbers the event, applies it and keeps it. */
  record(event: NewEvent): void {
    const numbered = { ...event, seq: (this.#state?.seq ?? 0) + 1, atMs: this.#surroundings.nowMs };
    this.#state = evolve(this.#state, numbered);
    this.#events.push(numbered);
  }

  /** Takes the edge for `outcome` from where the run stands; an outcome without an edge ends the run. */
  follow(outcome: Outcome): void {
    const edge = this.#running().graph.edges.find(
      (each) => each.from === this.#nodeId && each.outcome === outcome,
    );
    this.goTo(edge?.to ?? null);
  }

  /** Enters nodes, one after the other, until one has to wait or the graph ends. */
  goTo(nodeId: string | null): void {
    if (nodeId === null) return this.#end();
    const state = this.#running();
    const node = state.graph.nodes.find((each) => each.id === nodeId);
    if (node === undefined) return this.fail('missing_node', `the graph has no node ${nodeId}`);
    this.#nodeId = nodeId;
    const stepId = deriveId('step', state.origin.runId, nodeId, state.visits[nodeId] ?? 0);
    const { events, effect, timer, outcome } = enterNode(node, stepId, state, this.#surroundings);
    for (const event of events) this.record(event);
    if (effect !== undefined) this.#effects.push(effect);
    if (timer !== undefined) this.#timers.push(timer);
    if (outcome !== undefined) this.follow(outcome);
  }

  /** Ends the run before it did anything. */
  skip(reason: string): void {
    this.record({ type: 'run-finished', status: 'skipped', reason, errorMessage: null });
  }

  fail(reason: string, errorMessage: string | null): void {
    this.record({ type: 'run-finished', status: 'failed', reason, errorMessage });
  }

  decision(): Decision {
    return { state: this.#state, events: this.#events, effects: this.#effects, timers: this.#timers };
  }

  #end(): void {
    const { actionsSucceeded, actionsSkipped } = this.#running();
    const status = actionsSkipped > 0 && actionsSucceeded === 0 ? 'skipped' : 'completed';
    this.record({ type: 'run-finished', status, reason: 'end_of_graph', errorMessage: null });
  }

  #running(): RunState {
    if (this.#state === null) throw new UpshotError('internal', 'a journey without a run');
    return this.#state;
  }
}
