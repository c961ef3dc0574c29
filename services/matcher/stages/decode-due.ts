/** Stage decode-due: records of upshot.due-triggers, each with the rule that it was planned for; what cannot be read is buried. */
import type { Codec } from '@upshot/avro';
import type { Batch, BusRecord } from '@upshot/bus';
import { readOrBury, type DeadLetters } from '@upshot/dead-letters';
import { UpshotError } from '@upshot/errors';
import type { DueTrigger } from '@upshot/schemas';
import {
  ATTRIBUTES,
  contextFromHeaders,
  recordedStage,
  type Context,
  type Telemetry,
} from '@upshot/telemetry';
import type { TimeRule, TimeRules } from '../time/time-rules.ts';
import type { Verdicts } from '../verdicts.ts';
import type { DefinitionsTable } from '../definitions-table.ts';
import type { Listening } from '../listening-entries.ts';

export interface DecodeDuePorts {
  readonly dueCodec: Pick<Codec<DueTrigger>, 'decode'>;
  readonly timeRules: Pick<TimeRules, 'find'>;
  readonly deadLetters: DeadLetters;
  readonly verdicts: Verdicts;
  readonly telemetry: Telemetry;
  readonly now: () => number;
  /** Where activities are awaited too: what is due for these is no date. */
  readonly waiting?: { readonly definitions: Pick<DefinitionsTable, 'find'> };
}

/** A date that has come, for a definition that still waits for it. */
export interface Due {
  readonly due: DueTrigger;
  readonly rule: TimeRule;
  readonly topic: string;
  readonly context: Context;
}

/** A wait whose time has passed, and the definition that waits, as it is now. */
export interface DueWait {
  readonly due: DueTrigger;
  readonly waiter: Listening;
  readonly topic: string;
  readonly parent: Context;
}

/** What the due triggers of a batch are of. */
export interface Dues {
  readonly dates: readonly Due[];
  readonly waits: readonly DueWait[];
}

/** So long after a date has come a definition that was never heard of counts as gone. */
const HEARD_WITHIN_MS = 60_000;

/** The batch's due triggers whose definition still waits; the others are counted. Throws what another attempt can help. */
export async function decodeDues(batch: Batch, ports: DecodeDuePorts): Promise<Dues> {
  const [dates, waits]: [Due[], DueWait[]] = [[], []];
  for (const record of batch.records) {
    const due = await readOrBury(record, 'decode-due', ports.deadLetters, () => read(record, ports));
    if (due === null) continue;
    if ('waiter' in due) waits.push(due);
    else dates.push(due);
  }
  return { dates, waits };
}

async function read(record: BusRecord, ports: DecodeDuePorts): Promise<Due | DueWait | null> {
  const startTimeMs = ports.now();
  if (record.value === null) throw new UpshotError('record_invalid', 'a due trigger without a value');
  const due = await ports.dueCodec.decode(record.value);
  const parent = contextFromHeaders(record.headers);
  const waiter = waiterOf(due, ports.waiting?.definitions);
  if (waiter !== null) return { due, waiter, topic: record.topic, parent };
  const rule = ruleOf(due, ports);
  if (rule === null) return ports.verdicts.count(record.topic, 'definition_inactive');
  const context = recordedStage(ports.telemetry, 'decode-due', {
    parent,
    attributes: {
      [ATTRIBUTES.tenantId]: due.tenantId,
      [ATTRIBUTES.definitionId]: due.definitionId,
      [ATTRIBUTES.timerId]: due.timerId,
      [ATTRIBUTES.module]: due.module,
    },
    startTimeMs,
    endTimeMs: ports.now(),
  });
  return { due, rule, topic: record.topic, context };
}

/** The definition, where it waits for an activity; null for one that does not. */
function waiterOf(
  { tenantId, definitionId }: DueTrigger,
  definitions: Pick<DefinitionsTable, 'find'> | undefined,
): Listening | null {
  const listening = definitions?.find(tenantId, definitionId) ?? null;
  return listening?.definition.trigger.kind === 'activity_missing' ? listening : null;
}

/** Null where the definition no longer waits for dates of the module. */
function ruleOf(due: DueTrigger, { timeRules, now }: DecodeDuePorts): TimeRule | null {
  const rule = timeRules.find(due.tenantId, due.definitionId);
  const unheard = rule === undefined && now() - due.firedAtMs < HEARD_WITHIN_MS;
  if (unheard || (rule && rule.definition.version < due.definitionVersion))
    throw new UpshotError('definition_behind', 'planned by a version that has not been read yet');
  return rule?.trigger.dated.module === due.module ? rule : null;
}
