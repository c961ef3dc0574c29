/** Stage end-waits: waits whose time has passed start their runs where nothing has answered them. */
import type { Codec } from '@upshot/avro';
import type { Batch, BusRecord, OutgoingRecord } from '@upshot/bus';
import { readOrBury, type DeadLetters } from '@upshot/dead-letters';
import { limitMs, type AwaitedActivity } from '@upshot/definitions';
import { UpshotError } from '@upshot/errors';
import {
  RUN_COMMANDS,
  TIMER_COMMANDS,
  type DueTrigger,
  type RunCommand,
  type TimerCommand,
} from '@upshot/schemas';
import {
  ATTRIBUTES,
  contextFromHeaders,
  contextToHeaders,
  recordedStage,
  type Context,
  type Telemetry,
} from '@upshot/telemetry';
import { occurrenceOf, planCommand, startCommand } from '../awaiting/wait-commands.ts';
import { isOpen, NO_WAIT, type Wait } from '../awaiting/wait.ts';
import type { DefinitionsTable, Listening } from '../definitions-table.ts';
import type { WaitStore } from '../ports/wait-store.ts';
import type { Verdicts } from '../verdicts.ts';

export interface EndWaitsPorts {
  readonly dueCodec: Pick<Codec<DueTrigger>, 'decode'>;
  readonly definitions: Pick<DefinitionsTable, 'find'>;
  readonly waits: Pick<WaitStore, 'load'>;
  readonly codec: Pick<Codec<RunCommand>, 'encode'>;
  readonly timerCodec: Pick<Codec<TimerCommand>, 'encode'>;
  readonly deadLetters: DeadLetters;
  readonly verdicts: Verdicts;
  readonly telemetry: Telemetry;
  readonly now: () => number;
}

interface Ended {
  readonly due: DueTrigger;
  readonly listening: Listening;
  readonly awaited: AwaitedActivity;
  readonly topic: string;
  readonly parent: Context;
}

/** The definition that a due trigger is of, where it waits for an activity; null for one that does not. */
export function waiterOf(
  { tenantId, definitionId }: Pick<DueTrigger, 'tenantId' | 'definitionId'>,
  definitions: Pick<DefinitionsTable, 'find'>,
): Listening | null {
  const listening = definitions.find(tenantId, definitionId) ?? null;
  return listening?.definition.trigger.kind === 'activity_missing' ? listening : null;
}

/** The commands; those of the batch that are of dates are another stage's. Throws `store_unavailable`, `definition_behind`. */
export async function endWaits(batch: Batch, ports: EndWaitsPorts): Promise<readonly OutgoingRecord[]> {
  const ended: Ended[] = [];
  for (const record of batch.records) {
    const each = await readOrBury(record, 'end-waits', ports.deadLetters, () => read(record, ports));
    if (each !== null) ended.push(each);
  }
  if (ended.length === 0) return [];
  const waits = await ports.waits.load([...new Set(ended.map(({ due }) => due.timerId))]);
  return ended.flatMap((each) => end(each, waits.get(each.due.timerId)?.wait ?? NO_WAIT, ports));
}

async function read(record: BusRecord, ports: EndWaitsPorts): Promise<Ended | null> {
  if (record.value === null) return null;
  const due = await ports.dueCodec.decode(record.value);
  const listening = waiterOf(due, ports.definitions);
  const awaited = listening?.definition.trigger.activity?.awaited;
  if (listening === null || awaited === undefined) return null;
  const { active, version } = listening.definition;
  if (version < due.definitionVersion)
    throw new UpshotError('definition_behind', 'planned by a version that has not been read yet');
  if (!active || awaited.fires !== 'missing')
    return ports.verdicts.count(record.topic, 'definition_inactive');
  return { due, listening, awaited, topic: record.topic, parent: contextFromHeaders(record.headers) };
}

/** A timer that two versions of a definition could not agree on is due too early, and is planned anew. */
function end(ended: Ended, wait: Wait, ports: EndWaitsPorts): readonly OutgoingRecord[] {
  const { due, listening, awaited } = ended;
  const limit = limitMs(awaited.within);
  const isOf = (occurrence: string) => due.occurrence === '' || due.occurrence === occurrence;
  if (!isOpen(wait) || !isOf(occurrenceOf(wait.begun)))
    return ports.verdicts.count(ended.topic, 'answered') ?? [];
  if (due.firedAtMs < wait.begun.atMs + limit) {
    ports.verdicts.count(ended.topic, 'looked_again');
    const command = planCommand(listening, due.timerId, wait.begun, limit, due.occurrence);
    return [{ topic: TIMER_COMMANDS, key: due.timerId, value: ports.timerCodec.encode(command) }];
  }
  ports.verdicts.count(ended.topic, 'match');
  const startTimeMs = ports.now();
  const command = startCommand(listening, wait.begun, due.dueAtMs, startTimeMs);
  const context = recordedStage(ports.telemetry, 'end-waits', {
    parent: ended.parent,
    attributes: {
      [ATTRIBUTES.tenantId]: due.tenantId,
      [ATTRIBUTES.definitionId]: due.definitionId,
      [ATTRIBUTES.timerId]: due.timerId,
      [ATTRIBUTES.runId]: command.runId,
    },
    startTimeMs,
    endTimeMs: ports.now(),
  });
  const headers = contextToHeaders(context);
  return [{ topic: RUN_COMMANDS, key: command.runId, value: ports.codec.encode(command), headers }];
}
