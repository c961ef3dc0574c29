/** What one decision has come to so far: the events, the state that they lead to, and what has to be sent because of them. */
import type { Node } from '@upshot/definitions';
import { UpshotError } from '@upshot/errors';
import { deriveId } from '@upshot/ids';
import type { Decision, EffectRequest, ParentAnswer, StartRequest, TimerRequest } from './decision.ts';
import { evolve } from './evolve.ts';
import type { Ending, Visit, Waiting } from './nodes/node-kind.ts';
import type { NewEvent, RunEvent } from './run-events.ts';
import type { OpenStep, RunState, StepTimer } from './run-state.ts';

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

/** When timers are due, by their purpose. */
type Dates = Readonly<Record<string, number>>;

export class Journal {
  readonly #nowMs: number;
  #state: RunState | null;
  readonly #events: RunEvent[] = [];
  readonly #effects: EffectRequest[] = [];
  readonly #timers: TimerRequest[] = [];
  readonly #cancels: string[] = [];
  readonly #starts: StartRequest[] = [];
  readonly #answers: ParentAnswer[] = [];
  readonly #stops: string[] = [];

  constructor(state: RunState | null, nowMs: number) {
    this.#state = state;
    this.#nowMs = nowMs;
  }

  get state(): RunState {
    if (this.#state === null) throw new UpshotError('internal', 'a journey without a run');
    return this.#state;
  }

  /** Numbers the event, applies it and keeps it. */
  record(event: NewEvent): void {
    const numbered = { ...event, seq: (this.#state?.seq ?? 0) + 1, atMs: this.#nowMs };
    this.#state = evolve(this.#state, numbered);
    this.#events.push(numbered);
  }

  begin(node: Node, { stepId, token }: Visit, waiting: Waiting): OpenStep {
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
      timers: this.#set(stepId, dates, 0),
      ...(task !== undefined && { task }),
      ...(start?.awaits === true && { awaitedRunId: start.runId }),
    });
    if (effect !== undefined) this.#effects.push(effect);
    if (start !== undefined) this.#starts.push(start);
    const step = this.state.openSteps.find((each) => each.stepId === stepId);
    if (step === undefined) throw new UpshotError('internal', 'a step that has begun and is not open');
    return step;
  }

  finish({ stepId, nodeId, nodeKind, timers, awaitedRunId }: OpenStep, ending: Ending): void {
    if (ending.outcome === 'cancelled' && awaitedRunId !== undefined) this.#stops.push(awaitedRunId);
    this.#cancels.push(...timers.map(({ timerId }) => timerId));
    this.record({ type: 'step-finished', stepId, nodeId, nodeKind, ...SUCCEEDED, ...ending });
  }

  move(step: OpenStep, reason: string, dueAtMs: number | null, timers: Dates): void {
    const isMoved = dueAtMs !== step.dueAtMs;
    const dates = { ...(isMoved && dueAtMs !== null && { due: dueAtMs }), ...timers };
    const isOver = ({ purpose }: StepTimer): boolean =>
      Object.hasOwn(dates, purpose) || (isMoved && purpose === 'due');
    this.#cancels.push(...step.timers.filter(isOver).map(({ timerId }) => timerId));
    const kept = step.timers.filter((timer) => !isOver(timer));
    const fresh = this.#set(step.stepId, dates, this.state.seq);
    this.record({ type: 'step-moved', stepId: step.stepId, dueAtMs, timers: [...kept, ...fresh], reason });
  }

  answer(answer: ParentAnswer): void {
    this.#answers.push(answer);
  }

  /** What was asked for and given up within the decision was never asked for. */
  decision(): Decision {
    const open = new Set(this.#state?.openSteps.map(({ stepId }) => stepId));
    const cancelled = new Set(this.#cancels);
    const own = new Set(this.#timers.map(({ timerId }) => timerId));
    const begun = new Set(this.#starts.map(({ runId }) => runId));
    return {
      state: this.#state,
      events: this.#events,
      effects: this.#effects.filter(({ stepId }) => open.has(stepId)),
      timers: this.#timers.filter(({ timerId }) => !cancelled.has(timerId)),
      cancels: this.#cancels.filter((timerId) => !own.has(timerId)),
      starts: this.#starts.filter(({ awaits, stepId }) => !awaits || open.has(stepId)),
      answers: this.#answers,
      stops: this.#stops.filter((runId) => !begun.has(runId)),
    };
  }

  /** `round` makes ids of timers that are set again new ones. */
  #set(stepId: string, dates: Dates, round: number): readonly StepTimer[] {
    return Object.entries(dates).map(([purpose, dueAtMs]) => {
      const isFirst = purpose === 'due' && round === 0;
      const timerId = isFirst ? deriveId('timer', stepId) : deriveId('timer', stepId, purpose, round);
      this.#timers.push({ timerId, stepId, dueAtMs });
      return { timerId, purpose };
    });
  }
}
