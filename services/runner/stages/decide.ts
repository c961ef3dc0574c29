/** Stage decide: each run's commands through the pure decision, in order; what follows is encoded once. */
import type { OutgoingRecord } from '@upshot/bus';
import { UpshotError } from '@upshot/errors';
import { decide, type Decision, type RunState } from '@upshot/flow';
import type { RelatedAsk, RelatedReader } from '@upshot/mirror-reader';
import type { RelatedReading } from '@upshot/rules';
import {
  ATTRIBUTES,
  contextToHeaders,
  recordedStage,
  traceIdOf,
  type Context,
  type Telemetry,
} from '@upshot/telemetry';
import { askKey, type Asking, type SurroundingsIn } from '../evaluator.ts';
import { isBeyond, isSamePlace, type Place } from '../place.ts';
import type { Outbox } from '../ports/outbox.ts';
import type { StoredRun } from '../ports/run-store.ts';
import type { ToldCommand } from './decode-command.ts';
import type { LoadedRun } from './load-run.ts';

export interface DecideRunsPorts {
  readonly outbox: Outbox;
  readonly telemetry: Telemetry;
  readonly now: () => number;
  readonly surroundingsIn: SurroundingsIn;
  readonly related: Pick<RelatedReader, 'read'>;
}

/**
 * What became of a run in this batch. `sends` begins with what is stored where a command of it comes again, since a crash may have
 * come before its send. `changed`: there is something to store, because a command said something new, or `place` is another one.
 */
export interface DecidedRun extends LoadedRun {
  readonly state: RunState | null;
  readonly changed: boolean;
  readonly sends: readonly OutgoingRecord[];
  readonly place: Place;
  readonly contexts: readonly Context[];
}

/** One command and what was decided on it, and when. */
interface Step {
  readonly told: ToldCommand;
  readonly decision: Decision;
  readonly startTimeMs: number;
  readonly endTimeMs: number;
}

/**
 * Decides all runs of a batch. Pure but for the clock, the spans and what branches ask of related records: a run that asks is
 * decided again from its beginning once they are read, all of a round in one query. Throws `store_unavailable` or
 * `bus_unavailable` where they cannot be.
 */
export async function decideRuns(
  runs: readonly LoadedRun[],
  ports: DecideRunsPorts,
): Promise<readonly DecidedRun[]> {
  const nowMs = ports.now();
  const readings = new Map<string, RelatedReading>();
  const decided = new Map<LoadedRun, DecidedRun>();
  for (let open = runs; open.length > 0; open = runs.filter((run) => !decided.has(run))) {
    const wanted = new Map<string, RelatedAsk>();
    for (const run of open) {
      const asked = new Map<string, RelatedAsk>();
      const steps = stepsOf(run, nowMs, { readings, wanted: asked }, ports);
      if (asked.size === 0) decided.set(run, finish(run, steps, ports));
      for (const [key, ask] of asked) wanted.set(key, ask);
    }
    await readInto(readings, [...wanted.values()], ports);
  }
  return runs.map((run) => decided.get(run)).filter((run) => run !== undefined);
}

async function readInto(
  readings: Map<string, RelatedReading>,
  asks: readonly RelatedAsk[],
  { related }: DecideRunsPorts,
): Promise<void> {
  if (asks.length === 0) return;
  const found = await related.read(asks);
  for (const [place, ask] of asks.entries()) readings.set(askKey(ask), found[place] ?? 'related_missing');
}

function stepsOf(
  run: LoadedRun,
  nowMs: number,
  known: Pick<Asking, 'readings' | 'wanted'>,
  ports: DecideRunsPorts,
): readonly Step[] {
  let { state } = run;
  return run.told.map((told) => {
    const startTimeMs = ports.now();
    const surroundings = surroundingsFor(run, state, told, { ...known, nowMs }, ports);
    const decision = decide(state, told.command, { ...surroundings, nowMs });
    state = decision.state;
    return { told, decision, startTimeMs, endTimeMs: ports.now() };
  });
}

/** A start is judged as of the change's commit; what comes later in a run, as of now. */
function surroundingsFor(
  { tenantId }: LoadedRun,
  state: RunState | null,
  { command }: ToldCommand,
  asking: Omit<Asking, 'tenantId' | 'recordId'>,
  { surroundingsIn }: DecideRunsPorts,
) {
  const origin = command.type === 'start' ? command.origin : state?.origin;
  const { module = '', recordId = '' } = origin ?? {};
  const nowMs = command.type === 'start' ? command.origin.committedAtMs : asking.nowMs;
  return surroundingsIn(module, { ...asking, tenantId, recordId, nowMs });
}

/** The spans of the decisions, and what they send. */
function finish(run: LoadedRun, steps: readonly Step[], ports: DecideRunsPorts): DecidedRun {
  const traced = steps.map((step) => ({ ...step, context: contextOf(step, ports.telemetry) }));
  const sends = traced.flatMap(({ told, decision, context }) =>
    ports.outbox.recordsOf(withoutFired(decision, told), {
      headers: contextToHeaders(context),
      traceId: traceIdOf(context) ?? null,
    }),
  );
  const last = steps.at(-1);
  if (last === undefined) throw new UpshotError('internal', 'a run that was told nothing');
  const { place } = last.told;
  const owed = owedBy(run);
  const isMoved = owed !== null && !isSamePlace(place, owed.place);
  const changed = isMoved || steps.some(({ decision }) => decision.events.length > 0);
  const contexts = traced.map(({ context }) => context);
  const { state } = last.decision;
  return { ...run, state, changed, place, sends: [...(owed?.outbox ?? []), ...sends], contexts };
}

/**
 * The stored run, where a command comes that its outbox may be the answer to: a crash may have come before its send. A command that
 * was known and stands beyond is a new record of its own and brings nothing back, or two runs that tell each other of their ends
 * would never end. Where places are no longer what they were, the stored one moves to where the commands are now, so that the
 * next is beyond it.
 */
const owedBy = ({ stored, told }: LoadedRun): StoredRun | null =>
  stored !== null && told.some(({ place }) => !isBeyond(place, stored.place)) ? stored : null;

/** The timer that has just fired is not to be cancelled as well. */
function withoutFired(decision: Decision, { command }: ToldCommand): Decision {
  if (command.type !== 'fire-timer') return decision;
  return { ...decision, cancels: decision.cancels.filter((timerId) => timerId !== command.timerId) };
}

const contextOf = ({ told, decision, startTimeMs, endTimeMs }: Step, telemetry: Telemetry): Context =>
  recordedStage(telemetry, 'decide', {
    parent: told.context,
    attributes: { [ATTRIBUTES.commandKind]: told.command.type },
    startTimeMs,
    endTimeMs,
    outcome: decision.events.length > 0 ? 'ok' : 'known_already',
  });
