/** A run as a test plays it: verbs by the names of nodes, and what has followed. */
import type { Graph } from '@upshot/definitions';
import { UpshotError } from '@upshot/errors';
import {
  OUTCOME_OF_END,
  readable,
  type EffectReport,
  type EffectRequest,
  type Fields,
  type RecordNow,
  type RunEvent,
  type RunFinishedEvent,
  type RunState,
  type TaskRequest,
} from '@upshot/flow';
import { renderConfig, type Config } from '@upshot/templates';
import { beginningOf, changeOfGiven, originOf, type Given } from './given.ts';
import { heardBy } from './heard-by.ts';
import { startVerdict, type StartVerdict } from './started-by.ts';
import { storyOf } from './story.ts';
import { addSpan, instantOf } from './time-span.ts';
import { VirtualRun, type VirtualTimer } from './virtual-run.ts';
import { judgeIn, moduleOf, surroundingsAt, workingIn, type Judge } from './world.ts';

/** How an act ended; left out is: succeeded, with nothing to show. */
export type Report = Partial<Omit<EffectReport, 'type' | 'stepId'>>;

/** An effect, with its config as its templates come out, as plain text. */
export interface PlayedEffect extends EffectRequest {
  readonly rendered: Config;
}

const REPORT = {
  outcome: 'succeeded',
  answer: null,
  output: {},
  recordPatch: null,
  errorCode: null,
  errorMessage: null,
  attempts: 1,
} as const;
const FAILED = { errorCode: 'http_failed', errorMessage: 'no answer' } as const;

export class PlayedRun {
  /** The run below: its state, its decisions, its timers. */
  readonly run: VirtualRun;
  /** Whether the change started it, or why not. */
  readonly verdict: StartVerdict | 'by_hand';
  readonly #given: Given;
  readonly #judge: Judge;
  /** Nodes have many steps in a loop; the latest is meant. */
  readonly #steps = new Map<string, string>();
  readonly #set = new Map<string, VirtualTimer>();
  readonly #effects: PlayedEffect[] = [];
  #now: RecordNow;
  #seen = 0;

  /** Starts the run where the change matches. Throws `scenario_invalid` for a change that is none. */
  constructor(given: Given) {
    this.#given = given;
    const { module } = given.definition.trigger;
    this.#judge = judgeIn(given, module);
    const nowMs = beginningOf(given);
    const change = changeOfGiven(given);
    this.#now = change.after === null ? { state: 'missing' } : { state: 'found', image: change.after };
    this.run = new VirtualRun(nowMs, (atMs) => surroundingsAt(given, this.#judge, atMs, this.#now));
    this.verdict =
      given.byHand === true
        ? 'by_hand'
        : startVerdict(given.definition.trigger, change, given, this.#judge, nowMs);
    if (this.verdict === 'by_hand' || this.verdict === 'match') this.start();
  }

  /** Null where the change started nothing. */
  get state(): RunState | null {
    return this.run.state;
  }

  /** The start comes (again). */
  start(): this {
    const { definition, startAt, admitted } = this.#given;
    const origin = originOf(this.#given);
    this.run.tell({ type: 'start', origin, graph: definition.graph, startAt, admitted });
    return this.#noted();
  }

  /** Time passes: `3 business days`. */
  advance(span: string): this {
    return this.advanceTo(new Date(addSpan(this.run.nowMs, span, workingIn(this.#given))).toISOString());
  }

  advanceTo(instant: string): this {
    this.run.advanceTo(instantOf(instant));
    return this.#noted();
  }

  /** Time passes and nothing is woken; what came due fires late. */
  outage(span: string): this {
    this.run.outageUntil(addSpan(this.run.nowMs, span, workingIn(this.#given)));
    return this.#noted();
  }

  /** The effect, task or awaited run of a node (null: the only one) has ended. One whose step is over hears nothing. */
  report(nodeId: string | null = null, report: Report = {}): this {
    const { outcome = 'succeeded' } = report;
    const error = outcome === 'failed' || outcome === 'unknown_outcome' ? FAILED : {};
    this.run.tell({ type: 'report-effect', stepId: this.#stepOf(nodeId), ...REPORT, ...error, ...report });
    return this.#noted();
  }

  /** A person completes a task with one of its decisions, or rejects it (`rejected`). */
  complete(nodeId: string, decision: string, form: Fields = {}): this {
    const output = { values: form, by: 'tester', atMs: this.run.nowMs, comment: null };
    return this.report(nodeId, { answer: decision, output });
  }

  /** The run that a sub-workflow awaits has ended. */
  subRunEnded(nodeId: string, status: RunFinishedEvent['status'], variables: Fields = {}): this {
    return this.report(nodeId, { outcome: OUTCOME_OF_END[status], answer: status, output: { variables } });
  }

  /** What a node waits for happens. */
  happen(nodeId: string, output: Fields = {}, at?: string): this {
    const occurredAtMs = at === undefined ? this.run.nowMs : instantOf(at);
    const record = this.#recordNow();
    this.run.tell({ type: 'signal', nodeId, what: 'event', occurredAtMs, record, output });
    return this.#noted();
  }

  /** Somebody changes the record: waits that count from its dates move, and nodes that wait for such a change hear of it. */
  change(patch: Fields): this {
    const before = this.#recordNow();
    const after = { ...before, ...patch };
    this.#now = { state: 'found', image: { values: after, unknown: [] } };
    return this.#hear({ kind: 'change', before, after });
  }

  /** Something happens to the record without changing its row. */
  activity(type: string, data: Fields = {}): this {
    return this.#hear({ kind: 'activity', type, data, after: this.#recordNow() });
  }

  /** The record is gone from the CRM. */
  forget(): this {
    this.#now = { state: 'missing' };
    return this;
  }

  pause(by = 'tester', reason = ''): this {
    this.run.tell({ type: 'pause', act: { by, reason } });
    return this.#noted();
  }

  resume(by = 'tester', reason = ''): this {
    this.run.tell({ type: 'resume', act: { by, reason } });
    return this.#noted();
  }

  cancel(by = 'tester', reason = ''): this {
    this.run.tell({ type: 'cancel', act: { by, reason } });
    return this.#noted();
  }

  /** Another version takes the run over; `nodes` says which node takes whose place. */
  takeOver(graph: Graph, nodes: Readonly<Record<string, string>> = {}, version?: number): this {
    const next = version ?? (this.state?.version ?? 0) + 1;
    this.run.tell({ type: 'take-over', version: next, graph, nodes, act: { by: 'tester', reason: '' } });
    return this.#noted();
  }

  /** The last command comes a second time. */
  again(): this {
    this.run.tellAgain();
    return this.#noted();
  }

  /** A timer fires, also one that has fired or was cancelled: `approve`, `approve.reminder`. */
  fire(name: string): this {
    const timer = this.#set.get(name);
    if (timer === undefined) throw new UpshotError('scenario_invalid', `no timer ${name} was ever set`);
    this.run.fire(timer);
    return this.#noted();
  }

  events(): readonly RunEvent[] {
    return this.run.decisions.flatMap(({ events }) => events);
  }

  /** What happened, a line for each event. */
  story(): readonly string[] {
    return storyOf(this.events());
  }

  /** Every effect that was asked for, in order. */
  effects(): readonly PlayedEffect[] {
    return this.#effects;
  }

  /** Every task that was made, in order. */
  tasks(): readonly (TaskRequest & { readonly node: string })[] {
    return this.events().flatMap((event) =>
      event.type === 'step-started' && event.task !== undefined
        ? [{ node: event.nodeId, ...event.task }]
        : [],
    );
  }

  /** By which outcome the run left each node, the latest time. */
  results(): Readonly<Record<string, string>> {
    return Object.fromEntries(
      Object.entries(this.state?.results ?? {}).map(([nodeId, { outcome, answer }]) => [
        nodeId,
        answer ?? outcome,
      ]),
    );
  }

  /** What each node told, the latest time. */
  outputs(): Readonly<Record<string, Fields>> {
    return Object.fromEntries(
      Object.entries(this.state?.results ?? {}).map(([nodeId, { output }]) => [nodeId, output]),
    );
  }

  /** The nodes that the run waits at. */
  waiting(): readonly string[] {
    return (this.state?.openSteps ?? []).map(({ nodeId }) => nodeId);
  }

  /** The timers that are set, by name, and when they are due. */
  timers(): Readonly<Record<string, string>> {
    return Object.fromEntries(
      this.run.timers.map((timer) => [nameOf(timer), new Date(timer.dueAtMs).toISOString()]),
    );
  }

  /** How the run ended; null while it lasts. */
  ended(): Pick<RunFinishedEvent, 'status' | 'reason'> | null {
    const last = this.events().at(-1);
    return last?.type === 'run-finished' ? { status: last.status, reason: last.reason } : null;
  }

  #hear(happening: Parameters<typeof heardBy>[1]): this {
    const { nowMs } = this.run;
    const { module } = moduleOf(this.#given, this.#given.definition.trigger.module);
    const asked = { module, nowMs, judge: this.#judge };
    for (const signal of heardBy(this.state, happening, asked)) this.run.tell(signal);
    return this.#noted();
  }

  #recordNow(): Fields {
    if (this.#now.state === 'found') return this.#now.image.values;
    throw new UpshotError('scenario_invalid', 'the record is gone');
  }

  #stepOf(nodeId: string | null): string {
    const [only, ...others] = this.state?.openSteps ?? [];
    const stepId = nodeId === null ? only?.stepId : this.#steps.get(nodeId);
    if (stepId !== undefined && (nodeId !== null || others.length === 0)) return stepId;
    const wanted = nodeId === null ? 'does not wait at one node alone' : `never came to ${nodeId}`;
    const waiting = this.waiting().join(', ') || 'none';
    throw new UpshotError('scenario_invalid', `the run ${wanted}; it waits at: ${waiting}`);
  }

  #rendered(effect: EffectRequest, state: RunState): PlayedEffect {
    const { variables, steps } = readable(state);
    const { customFields } = moduleOf(this.#given, state.origin.module).module?.roles ?? {};
    const scope = { trigger: effect.record, variables, steps };
    const options = customFields === undefined ? {} : { customFields };
    return { ...effect, rendered: renderConfig(effect.config, scope, options).config };
  }

  /** Notes the names of what the last commands led to. */
  #noted(): this {
    for (const { events, effects, state } of this.run.decisions.slice(this.#seen)) {
      for (const event of events)
        if (event.type === 'step-started') this.#steps.set(event.nodeId, event.stepId);
      if (state !== null) this.#effects.push(...effects.map((effect) => this.#rendered(effect, state)));
    }
    for (const timer of this.run.timers) this.#set.set(nameOf(timer), timer);
    this.#seen = this.run.decisions.length;
    return this;
  }
}

const nameOf = ({ nodeId, purpose }: VirtualTimer): string =>
  purpose === 'due' ? nodeId : `${nodeId}.${purpose}`;

/** Starts a run for a test. `verdict` says why it did not start where the change does not match. */
export const playRun = (given: Given): PlayedRun => new PlayedRun(given);
