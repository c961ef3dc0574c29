/** Stage keep-waits: activities that begin a wait or answer one; what follows is decided on the wait's document, and kept before it is sent. */
import type { Codec } from '@upshot/avro';
import type { OutgoingRecord } from '@upshot/bus';
import { limitMs, type AwaitedActivity } from '@upshot/definitions';
import { RUN_COMMANDS, TIMER_COMMANDS, type RunCommand, type TimerCommand } from '@upshot/schemas';
import { ATTRIBUTES, contextToHeaders, inStage, type Telemetry } from '@upshot/telemetry';
import { fieldReader, isEmptyValue } from '@upshot/values';
import { planCommand, startOfWait, waitIdOf, withdrawCommand } from '../awaiting/wait-commands.ts';
import { begin, come, NO_WAIT, type Happened, type Outcome, type Wait } from '../awaiting/wait.ts';
import type { Listening } from '../listening-entries.ts';
import type { StoredWait, WaitStore } from '../ports/wait-store.ts';
import type { RecordChanged } from '../record-change.ts';
import type { Verdicts } from '../verdicts.ts';

export interface KeepWaitsPorts {
  readonly waits: WaitStore;
  readonly codec: Pick<Codec<RunCommand>, 'encode'>;
  readonly timerCodec: Pick<Codec<TimerCommand>, 'encode'>;
  readonly verdicts: Verdicts;
  readonly telemetry: Telemetry;
  readonly now: () => number;
}

/** An activity, and the definitions that it matches. */
export interface Started {
  readonly changed: RecordChanged;
  readonly matches: readonly Listening[];
}

/** An activity that matters to a wait. */
interface Told {
  readonly listening: Listening;
  readonly awaited: AwaitedActivity;
  readonly waitId: string;
  readonly happened: Happened;
  readonly committedAtMs: number;
}

/** The commands that follow, in order. The same activities coming again make the same ones. Throws `store_unavailable` or `conflict`. */
export async function keepWaits(
  decided: readonly Started[],
  ports: KeepWaitsPorts,
): Promise<readonly OutgoingRecord[]> {
  const told = decided.flatMap(({ changed, matches }) => tellAll(changed, matches, ports.verdicts));
  if (told.length === 0) return [];
  const attributes = { [ATTRIBUTES.messagingBatchCount]: told.length };
  return inStage(ports.telemetry, 'keep-waits', { attributes }, async ({ context }) => {
    const known = await ports.waits.load([...new Set(told.map(({ waitId }) => waitId))]);
    const { waits, outcomes } = follow(told, known);
    await store(told, known, waits, ports.waits);
    const headers = contextToHeaders(context);
    return told.flatMap((each, at) =>
      recordsOf(each, outcomes[at] ?? null, ports).map((out) => ({ ...out, headers })),
    );
  });
}

/** What is awaited comes before what begins, so that an activity that is both ends one wait and begins the next. */
function tellAll(changed: RecordChanged, matches: readonly Listening[], verdicts: Verdicts): readonly Told[] {
  const waiting = matches.filter(({ definition }) => definition.trigger.kind === 'activity_missing');
  const ordered = waiting.toSorted((a, b) => Number(b.awaited ?? false) - Number(a.awaited ?? false));
  return ordered.flatMap(
    (listening) => tell(changed, listening) ?? verdicts.count(changed.topic, 'no_correlation') ?? [],
  );
}

/** Null where the activity lacks the value that tells what belongs together. */
function tell(changed: RecordChanged, listening: Listening): readonly Told[] | null {
  const { change, recordId, activity } = changed;
  const awaited = listening.definition.trigger.activity?.awaited;
  if (awaited === undefined || activity === undefined) return [];
  const { correlation } = awaited;
  const value = correlation === null ? recordId : fieldReader(correlation)(change.after);
  if (typeof value === 'symbol' || isEmptyValue(value) || typeof value === 'object') return null;
  const happened: Happened = {
    positionId: change.position.id,
    atMs: activity.occurredAtMs,
    recordId,
    image: JSON.stringify(change.after?.values ?? {}),
    told: JSON.stringify(activity.told),
  };
  const waitId = waitIdOf(listening, correlation, String(value));
  return [{ listening, awaited, waitId, happened, committedAtMs: change.position.committedAtMs }];
}

function follow(told: readonly Told[], known: ReadonlyMap<string, StoredWait>) {
  const waits = new Map<string, Wait>();
  const outcomes = told.map(({ waitId, listening, awaited, happened }): Outcome => {
    const before = waits.get(waitId) ?? known.get(waitId)?.wait ?? NO_WAIT;
    const step = listening.awaited === true ? come : begin;
    const { wait, outcome } = step(before, happened, limitMs(awaited.within));
    waits.set(waitId, wait);
    return outcome;
  });
  return { waits, outcomes };
}

async function store(
  told: readonly Told[],
  known: ReadonlyMap<string, StoredWait>,
  waits: ReadonlyMap<string, Wait>,
  ports: WaitStore,
): Promise<void> {
  const last = new Map(told.map((each) => [each.waitId, each]));
  const changes = [...waits].flatMap(([waitId, wait]) => {
    const before = known.get(waitId);
    const each = last.get(waitId);
    if (each === undefined || wait === before?.wait) return [];
    const endsAtMs = Math.max(wait.begun?.atMs ?? 0, each.committedAtMs) + limitMs(each.awaited.within);
    const { tenantId, trigger } = each.listening.definition;
    const { module } = trigger;
    return [{ waitId, tenantId, module, revision: before?.revision ?? 0, wait, endsAtMs }];
  });
  await ports.store(changes);
}

/** `missing` keeps a timer as long as the wait is open; `in_time` starts its run as soon as the wait is answered. */
function recordsOf(
  { listening, awaited, waitId, committedAtMs }: Told,
  outcome: Outcome,
  { codec, timerCodec, now }: KeepWaitsPorts,
): readonly OutgoingRecord[] {
  if (outcome === null) return [];
  if (awaited.fires === 'in_time') {
    if (outcome.kind === 'waiting') return [];
    const command = startOfWait(listening, outcome.by, committedAtMs, now());
    return [{ topic: RUN_COMMANDS, key: command.runId, value: codec.encode(command) }];
  }
  const command =
    outcome.kind === 'waiting'
      ? planCommand(listening, waitId, outcome.begun, limitMs(awaited.within))
      : withdrawCommand(listening, waitId, outcome.by);
  return [{ topic: TIMER_COMMANDS, key: waitId, value: timerCodec.encode(command) }];
}
