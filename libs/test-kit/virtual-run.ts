/** One run in virtual time: it is told commands, and its timers fire when their time has come and not before. */
import { UpshotError } from '@upshot/errors';
import { decide, type Command, type Decision, type RunState, type Surroundings } from '@upshot/flow';

/** A timer of the run, by the node and what it is for. */
export interface VirtualTimer {
  readonly timerId: string;
  readonly stepId: string;
  readonly nodeId: string;
  readonly purpose: string;
  readonly dueAtMs: number;
}

/** More fire in no story that a person wrote: the graph turns in a circle. */
const MOST_FIRED = 10_000;

export class VirtualRun {
  nowMs: number;
  state: RunState | null = null;
  readonly decisions: Decision[] = [];
  readonly #surroundings: (nowMs: number) => Surroundings;
  readonly #timers = new Map<string, VirtualTimer>();
  #last: Command | null = null;

  constructor(nowMs: number, surroundings: (nowMs: number) => Surroundings) {
    this.nowMs = nowMs;
    this.#surroundings = surroundings;
  }

  /** The timers that are set, the next first. */
  get timers(): readonly VirtualTimer[] {
    return [...this.#timers.values()].toSorted((one, other) => one.dueAtMs - other.dueAtMs);
  }

  /** Tells the run one command, now. */
  tell(command: Command): Decision {
    const decision = decide(this.state, command, this.#surroundings(this.nowMs));
    this.#last = command;
    this.state = decision.state;
    this.decisions.push(decision);
    for (const timerId of decision.cancels) this.#timers.delete(timerId);
    for (const timer of decision.timers)
      this.#timers.set(timer.timerId, { ...timer, ...this.#nameOf(timer) });
    return decision;
  }

  /** The last command comes a second time. Throws `scenario_invalid` where there was none. */
  tellAgain(): Decision {
    if (this.#last === null)
      throw new UpshotError('scenario_invalid', 'the run has not been told anything yet');
    return this.tell(this.#last);
  }

  /** Time passes; each timer fires at its own. Throws `scenario_invalid` where that never ends. */
  advanceTo(atMs: number): void {
    for (let fired = 0; ; fired += 1) {
      const [next] = this.timers;
      if (next === undefined || next.dueAtMs > atMs) break;
      if (fired === MOST_FIRED)
        throw new UpshotError('scenario_invalid', `more than ${String(MOST_FIRED)} timers have fired`);
      this.nowMs = Math.max(this.nowMs, next.dueAtMs);
      this.fire(next);
    }
    this.nowMs = Math.max(this.nowMs, atMs);
  }

  /** Time passes and nothing fires, as in an outage; what came due fires at its end. */
  outageUntil(atMs: number): void {
    this.nowMs = Math.max(this.nowMs, atMs);
    this.advanceTo(this.nowMs);
  }

  /** A timer fires now. */
  fire({ timerId, stepId }: Pick<VirtualTimer, 'timerId' | 'stepId'>): Decision {
    this.#timers.delete(timerId);
    return this.tell({ type: 'fire-timer', timerId, stepId, firedAtMs: this.nowMs });
  }

  #nameOf({
    timerId,
    stepId,
  }: {
    timerId: string;
    stepId: string;
  }): Pick<VirtualTimer, 'nodeId' | 'purpose'> {
    const step = this.state?.openSteps.find((each) => each.stepId === stepId);
    const timer = step?.timers.find((each) => each.timerId === timerId);
    return { nodeId: step?.nodeId ?? '', purpose: timer?.purpose ?? '' };
  }
}
