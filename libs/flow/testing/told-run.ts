/** A run that is told anything at all, with everything it has ever asked for, so that properties can be looked for in it. */
import type { Graph } from '@upshot/definitions';
import type { Command, Decision, EffectReport, RunState } from '../index.ts';
import type { Told } from './random-graph.ts';
import { Scenario } from './scenario.ts';

const ACT = { by: 'tester', reason: '' };
const DAY = 86_400_000;

export class ToldRun {
  readonly scenario = new Scenario(() => 'match');
  /** Timers that were set and have neither fired nor been cancelled. */
  readonly pending = new Map<string, string>();
  readonly #everSet: { readonly timerId: string; readonly stepId: string }[] = [];
  readonly #everOpen: string[] = [];
  #renamed = 0;

  constructor(graph: Graph) {
    this.#keep(this.scenario.start(graph, { after: { due_on: '1970-01-02' } }));
  }

  get state(): RunState {
    const { state } = this.scenario;
    if (state === null) throw new RangeError('a run that was never started');
    return state;
  }

  get decisions(): readonly Decision[] {
    return this.scenario.decisions;
  }

  tell({ verb, pick }: Told): Decision {
    this.scenario.nowMs += pick;
    const command = this.#commandOf(verb, pick);
    if (command.type === 'fire-timer') this.pending.delete(command.timerId);
    return this.#keep(this.scenario.tell(command));
  }

  /** Tells whatever is waited for that it is over; true once the run is. */
  drain(rounds: number): boolean {
    for (let round = 0; round < rounds && this.state.status !== 'finished'; round += 1) {
      if (this.state.status === 'paused') this.tell({ verb: 'resume', pick: 0 });
      const [step] = this.state.openSteps;
      if (step === undefined) continue;
      const [timer] = step.timers;
      if (timer === undefined) this.tell({ verb: 'report', pick: 0 });
      else
        this.tell({ verb: 'fire', pick: this.#everSet.findIndex((each) => each.timerId === timer.timerId) });
    }
    return this.state.status === 'finished';
  }

  #keep(decision: Decision): Decision {
    for (const timerId of decision.cancels) this.pending.delete(timerId);
    for (const { timerId, stepId } of decision.timers) {
      this.pending.set(timerId, stepId);
      this.#everSet.push({ timerId, stepId });
    }
    for (const event of decision.events) if (event.type === 'step-started') this.#everOpen.push(event.stepId);
    return decision;
  }

  #commandOf(verb: Told['verb'], pick: number): Command {
    const { openSteps, graph, version } = this.state;
    const step = pickOf(openSteps, pick);
    const stepId = step?.stepId ?? 'none';
    switch (verb) {
      case 'report':
        return this.#report(stepId, { outcome: 'succeeded' });
      case 'skip':
        return this.#report(stepId, { outcome: 'skipped' });
      case 'fail':
        return this.#report(stepId, { outcome: pick % 2 === 0 ? 'failed' : 'unknown_outcome' });
      case 'answer':
        return this.#report(stepId, {
          outcome: 'succeeded',
          answer: pickOf(['no_answer', 'approved', 'rejected'], pick) ?? null,
        });
      case 'late':
        return this.#report(pickOf(this.#everOpen, pick) ?? 'none', { outcome: 'succeeded' });
      case 'stray':
        return { type: 'fire-timer', timerId: 'none', stepId, firedAtMs: this.scenario.nowMs };
      case 'fire': {
        const timer = pickOf(this.#everSet, pick) ?? { timerId: 'none', stepId };
        return { type: 'fire-timer', ...timer, firedAtMs: this.scenario.nowMs };
      }
      case 'event':
      case 'date':
        return {
          type: 'signal',
          nodeId: step?.nodeId ?? 'none',
          what: verb,
          occurredAtMs: this.scenario.nowMs,
          record: { due_on: pick % 3 === 0 ? null : dayAfter(pick) },
          output: {},
        };
      case 'start':
        return { type: 'start', graph, origin: this.state.origin };
      case 'rename': {
        this.#renamed += 1;
        return { type: 'take-over', version: version + 1, ...renamed(graph, this.#renamed), act: ACT };
      }
      case 'pause':
      case 'resume':
      case 'cancel':
        return { type: verb, act: ACT };
    }
  }

  #report(stepId: string, more: Partial<EffectReport>): EffectReport {
    return { ...this.scenario.reportOf('succeeded'), stepId, ...more };
  }
}

const pickOf = <T>(from: readonly T[], pick: number): T | undefined => from[pick % from.length];

const dayAfter = (pick: number): string => new Date(pick * DAY).toISOString().slice(0, 10);

/** The same graph with every node under the id of its neighbour: each has another's place. */
function renamed(
  graph: Graph,
  by: number,
): { readonly graph: Graph; readonly nodes: Record<string, string> } {
  const ids = graph.nodes.map(({ id }) => id);
  const nodes = Object.fromEntries(ids.map((id, index) => [id, ids[(index + by) % ids.length] ?? id]));
  const to = (id: string): string => nodes[id] ?? id;
  return {
    nodes,
    graph: {
      start: graph.start === null ? null : to(graph.start),
      nodes: graph.nodes.map((node) =>
        node.kind === 'join' ? { ...node, id: to(node.id), of: to(node.of) } : { ...node, id: to(node.id) },
      ),
      edges: graph.edges.map((edge) => ({ ...edge, from: to(edge.from), to: to(edge.to) })),
    },
  };
}
