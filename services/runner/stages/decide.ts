/** Stage decide: each run's commands through the pure decision, in order; what follows is encoded once. */
import type { OutgoingRecord } from '@upshot/bus';
import { decide, type RunState, type Surroundings } from '@upshot/flow';
import {
  ATTRIBUTES,
  contextToHeaders,
  recordedStage,
  traceIdOf,
  type Context,
  type Telemetry,
} from '@upshot/telemetry';
import type { Outbox } from '../ports/outbox.ts';
import type { ToldCommand } from './decode-command.ts';
import type { LoadedRun } from './load-run.ts';

export interface DecideRunsPorts {
  readonly outbox: Outbox;
  readonly telemetry: Telemetry;
  readonly now: () => number;
  readonly evaluateIn: (module: string) => Surroundings['evaluate'];
}

/**
 * What became of a run in this batch. `changed` is false where every command was known already. A command that was known
 * may be back because a crash came before its send: then `sends` begins with what was stored for it.
 */
export interface DecidedRun extends LoadedRun {
  readonly state: RunState | null;
  readonly changed: boolean;
  readonly sends: readonly OutgoingRecord[];
  readonly contexts: readonly Context[];
}

/** Decides all runs of a batch. Pure but for the clock and the spans. */
export function decideRuns(runs: readonly LoadedRun[], ports: DecideRunsPorts): readonly DecidedRun[] {
  return runs.map((run) => decideRun(run, ports));
}

function decideRun(run: LoadedRun, ports: DecideRunsPorts): DecidedRun {
  let { state } = run;
  let [changed, knownAlready] = [false, false];
  const sends: OutgoingRecord[] = [];
  const contexts: Context[] = [];
  for (const told of run.told) {
    const { decision, context } = decideOne(state, told, ports);
    contexts.push(context);
    state = decision.state;
    changed ||= decision.events.length > 0;
    knownAlready ||= decision.events.length === 0;
    const trace = { headers: contextToHeaders(context), traceId: traceIdOf(context) ?? null };
    sends.push(...ports.outbox.recordsOf(decision, trace));
  }
  const unsent = knownAlready ? (run.stored?.outbox ?? []) : [];
  return { ...run, state, changed, sends: [...unsent, ...sends], contexts };
}

function decideOne(
  state: RunState | null,
  { command, context: parent }: ToldCommand,
  ports: DecideRunsPorts,
) {
  const nowMs = ports.now();
  const module = command.type === 'start' ? command.origin.module : (state?.origin.module ?? '');
  const decision = decide(state, command, { nowMs, evaluate: ports.evaluateIn(module) });
  const context = recordedStage(ports.telemetry, 'decide', {
    parent,
    attributes: { [ATTRIBUTES.commandKind]: command.type },
    startTimeMs: nowMs,
    endTimeMs: ports.now(),
    outcome: decision.events.length > 0 ? 'ok' : 'known_already',
  });
  return { decision, context };
}
