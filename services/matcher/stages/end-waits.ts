/** Stage end-waits: waits whose time has passed start their runs where nothing has answered them. */
import type { Codec } from '@upshot/avro';
import type { OutgoingRecord } from '@upshot/bus';
import { limitMs, type AwaitedActivity } from '@upshot/definitions';
import { UpshotError } from '@upshot/errors';
import type { RelatedReader } from '@upshot/mirror-reader';
import type { RelatedReading } from '@upshot/rules';
import {
  RUN_COMMANDS,
  TIMER_COMMANDS,
  type DueTrigger,
  type RunCommand,
  type TimerCommand,
} from '@upshot/schemas';
import { ATTRIBUTES, contextToHeaders, recordedStage, type Context, type Telemetry } from '@upshot/telemetry';
import type { FieldValue } from '@upshot/values';
import { z } from 'zod';
import { occurrenceOf, planCommand, startOfWait } from '../awaiting/wait-commands.ts';
import { isOpen, NO_WAIT, type Happened } from '../awaiting/wait.ts';
import type { WaitStore } from '../ports/wait-store.ts';
import type { Verdicts } from '../verdicts.ts';
import { overlay } from './complete-record.ts';
import type { DueWait } from './decode-due.ts';

export interface EndWaitsPorts {
  readonly waits: Pick<WaitStore, 'load'>;
  readonly related: Pick<RelatedReader, 'read'>;
  readonly codec: Pick<Codec<RunCommand>, 'encode'>;
  readonly timerCodec: Pick<Codec<TimerCommand>, 'encode'>;
  readonly verdicts: Verdicts;
  readonly telemetry: Telemetry;
  readonly now: () => number;
}

const fieldValue: z.ZodType<FieldValue> = z.json();
const values = z.record(z.string(), fieldValue);

interface Ended extends DueWait {
  readonly awaited: AwaitedActivity;
}

/** The commands. Throws `store_unavailable`, `definition_behind`, `mirror_behind`. */
export async function endWaits(
  dues: readonly DueWait[],
  ports: EndWaitsPorts,
): Promise<readonly OutgoingRecord[]> {
  const ended = dues.flatMap((due) => endedOf(due, ports) ?? []);
  if (ended.length === 0) return [];
  const waits = await ports.waits.load([...new Set(ended.map(({ due }) => due.timerId))]);
  const open = ended.flatMap((each) => {
    const wait = waits.get(each.due.timerId)?.wait ?? NO_WAIT;
    const begun = isOpen(wait) && isOf(each.due, wait.begun) ? wait.begun : null;
    return begun === null ? (ports.verdicts.count(each.topic, 'answered') ?? []) : [{ ...each, begun }];
  });
  const readings = await ports.related.read(open.map(askFor));
  if (readings.includes('related_stale'))
    throw new UpshotError(
      'mirror_behind',
      'the mirror lacks changes that were committed before a wait ended',
    );
  return open.flatMap((each, at) => end(each, readings[at], ports));
}

function endedOf(wait: DueWait, { verdicts }: EndWaitsPorts): Ended | null {
  const { active, version, trigger } = wait.waiter.definition;
  const awaited = trigger.activity?.awaited;
  if (awaited === undefined) return null;
  if (version < wait.due.definitionVersion)
    throw new UpshotError('definition_behind', 'planned by a version that has not been read yet');
  if (!active || awaited.fires !== 'missing') return verdicts.count(wait.topic, 'definition_inactive');
  return { ...wait, awaited };
}

type Open = Ended & { readonly begun: Happened };

/** A timer that two versions of a definition could not agree on names no beginning. */
const isOf = ({ occurrence }: DueTrigger, begun: Happened): boolean =>
  occurrence === '' || occurrence === occurrenceOf(begun);

const askFor = ({ due, begun, waiter }: Open) => ({
  tenantId: due.tenantId,
  module: waiter.definition.trigger.module,
  recordId: begun.recordId,
  committedAtMs: due.firedAtMs,
});

/** The run of a wait that is over; a timer that came too early is planned anew. */
function end(
  open: Open,
  reading: RelatedReading | undefined,
  ports: EndWaitsPorts,
): readonly OutgoingRecord[] {
  const { due, waiter, awaited, begun } = open;
  const limit = limitMs(awaited.within);
  if (due.firedAtMs < begun.atMs + limit) {
    ports.verdicts.count(open.topic, 'looked_again');
    const command = planCommand(waiter, due.timerId, begun, limit, due.occurrence);
    return [{ topic: TIMER_COMMANDS, key: due.timerId, value: ports.timerCodec.encode(command) }];
  }
  ports.verdicts.count(open.topic, 'match');
  const startTimeMs = ports.now();
  const command = startOfWait(waiter, asOfNow(begun, reading), due.dueAtMs, startTimeMs);
  const headers = contextToHeaders(traceEnd(open, command.runId, startTimeMs, ports));
  return [{ topic: RUN_COMMANDS, key: command.runId, value: ports.codec.encode(command), headers }];
}

/** The run sees the record as it is when the time has passed, with what the event said of it. */
function asOfNow(begun: Happened, reading: RelatedReading | undefined): Happened {
  if (typeof reading !== 'object') return begun;
  const told = values.parse(JSON.parse(begun.told));
  return { ...begun, image: JSON.stringify(overlay(reading, told).values) };
}

function traceEnd(
  { due, parent }: Open,
  runId: string,
  startTimeMs: number,
  { telemetry, now }: EndWaitsPorts,
): Context {
  const attributes = {
    [ATTRIBUTES.tenantId]: due.tenantId,
    [ATTRIBUTES.definitionId]: due.definitionId,
    [ATTRIBUTES.timerId]: due.timerId,
    [ATTRIBUTES.runId]: runId,
  };
  return recordedStage(telemetry, 'end-waits', { parent, attributes, startTimeMs, endTimeMs: now() });
}
