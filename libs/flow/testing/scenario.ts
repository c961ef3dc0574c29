/** Given/when/then for runs: play commands against a graph in virtual time, and look at what followed. */
import { standardCalendar } from '@upshot/calendar';
import { yesOrNo, type Edge, type Graph, type Node } from '@upshot/definitions';
import {
  decide,
  type Command,
  type Decision,
  type EffectReport,
  type OpenStep,
  type RunOrigin,
  type RunState,
  type Surroundings,
  type Working,
} from '../index.ts';

const ORIGIN: RunOrigin = {
  tenantId: 'demo',
  runId: 'run-1',
  definitionId: 'definition-1',
  definitionVersion: 1,
  definitionName: 'Win',
  dialect: 'workflows-api',
  module: 'opportunities',
  triggerName: 'opportunity_won',
  recordId: 'record-1',
  operation: 'update',
  before: { stage: 'negotiation', amount: '1000.00' },
  after: { stage: 'won', amount: '1000.00' },
  positionId: 'pg:crm:1',
  committedAtMs: 1_000,
  rootRunId: 'run-1',
  depth: 0,
};

/** A chain of nodes joined by `done`. */
export function chain(...nodes: readonly Node[]): Graph {
  const edges = nodes.slice(1).flatMap((node, index): Edge[] => {
    const from = nodes[index];
    return from === undefined ? [] : [{ from: from.id, outcome: 'done', to: node.id }];
  });
  return { start: nodes[0]?.id ?? null, nodes, edges };
}

export const action = (id: string): Node => ({
  kind: 'action',
  id,
  action: 'webhook',
  config: { url: 'https://example.com' },
});
export const wait = (id: string, durationMs: number): Node => ({
  kind: 'wait',
  id,
  until: { kind: 'duration', durationMs },
});
export const branch = (id: string, value: string): Node => ({
  id,
  ...yesOrNo({ kind: 'condition', field: 'stage', operator: 'equals', operand: value, caseSensitive: true }),
});

const WORKING: Working = {
  calendar: standardCalendar('UTC'),
  tenantZone: 'UTC',
  recordZone: null,
  ownerZone: null,
};

/** Plays a run: each call tells it one command and keeps the state. */
export class Scenario {
  state: RunState | null = null;
  nowMs = 10_000;
  readonly decisions: Decision[] = [];
  readonly #surroundings: Omit<Surroundings, 'nowMs'>;

  constructor(evaluate: Surroundings['evaluate']) {
    this.#surroundings = { evaluate, recordNow: () => ({ state: 'missing' }), working: () => WORKING };
  }

  /** The first of the steps that are open. */
  get openStep(): OpenStep | undefined {
    return this.state?.openSteps[0];
  }

  tell(command: Command): Decision {
    const decision = decide(this.state, command, { ...this.#surroundings, nowMs: this.nowMs });
    this.state = decision.state;
    this.decisions.push(decision);
    return decision;
  }

  start(graph: Graph, origin: Partial<RunOrigin> = {}, admitted = true): Decision {
    return this.tell({ type: 'start', graph, origin: { ...ORIGIN, ...origin }, admitted });
  }

  report(outcome: EffectReport['outcome'], more: Partial<EffectReport> = {}): Decision {
    return this.tell({ ...this.reportOf(outcome), ...more });
  }

  reportOf(outcome: EffectReport['outcome']): EffectReport {
    const stepId = this.openStep?.stepId ?? 'none';
    const failed = outcome === 'failed' || outcome === 'unknown_outcome';
    const error = failed
      ? { errorCode: 'http_failed', errorMessage: 'no answer' }
      : { errorCode: null, errorMessage: null };
    return {
      type: 'report-effect',
      stepId,
      outcome,
      answer: null,
      output: {},
      recordPatch: null,
      attempts: 1,
      ...error,
    };
  }

  fire(): Decision {
    return this.tell({
      type: 'fire-timer',
      stepId: this.openStep?.stepId ?? 'none',
      timerId: this.openStep?.timers[0]?.timerId ?? 'none',
      firedAtMs: this.nowMs,
    });
  }

  /** All events so far, in short: `step-started:a1`, `run-finished:completed`. */
  story(): readonly string[] {
    return this.decisions
      .flatMap(({ events }) => events)
      .map((event) => {
        if (event.type === 'step-started') return `${event.type}:${event.nodeId}`;
        if (event.type === 'step-finished') return `${event.type}:${event.outcome}`;
        return event.type === 'run-finished' ? `${event.type}:${event.status}:${event.reason}` : event.type;
      });
  }
}
