/** Stage plan-timers: a change of a record whose date some definition waits for sets, moves or cancels its timer. */
import type { Codec } from '@upshot/avro';
import type { OutgoingRecord } from '@upshot/bus';
import { TIMER_COMMANDS, type TimerCommand } from '@upshot/schemas';
import { contextToHeaders, type Telemetry } from '@upshot/telemetry';
import { fieldReader, sameValue, UNKNOWN, type Image } from '@upshot/values';
import type { RecordChanged } from '../record-change.ts';
import { judge, liesAhead } from '../time/judge.ts';
import type { TimeRule, TimeRules } from '../time/time-rules.ts';
import { timerCommand } from '../time/timer-command.ts';
import { traceTimer } from '../trace-timer.ts';
import type { Verdicts } from '../verdicts.ts';

export interface PlanTimersPorts {
  readonly timeRules: Pick<TimeRules, 'of'>;
  readonly timerCodec: Pick<Codec<TimerCommand>, 'encode'>;
  readonly verdicts: Verdicts;
  readonly telemetry: Telemetry;
  readonly now: () => number;
}

/** So many write-backs of Upshot may lie between a person's change and a date that is waited for (law 6). */
const MAX_DEPTH = 8;

/** The timers' commands; none where neither the date nor anything that the rule asks about has moved. */
export function planTimers(changed: RecordChanged, ports: PlanTimersPorts): readonly OutgoingRecord[] {
  const rules = ports.timeRules.of(changed.tenantId, changed.module.module);
  return rules.flatMap((rule) => {
    const startTimeMs = ports.now();
    const command = commandOf(rule, changed, startTimeMs, ports.verdicts);
    if (command === null) return [];
    ports.verdicts.count(changed.topic, command.verb === 'plan' ? 'planned' : 'withdrawn');
    const value = ports.timerCodec.encode(command);
    const context = traceTimer(changed, command, { startTimeMs, endTimeMs: ports.now() }, ports.telemetry);
    return [{ topic: TIMER_COMMANDS, key: command.timerId, value, headers: contextToHeaders(context) }];
  });
}

function commandOf(
  rule: TimeRule,
  changed: RecordChanged,
  nowMs: number,
  verdicts: Verdicts,
): TimerCommand | null {
  const { change, recordId, cause, topic } = changed;
  const { operation, after, position } = change;
  if (operation === 'update' && !isMoved(rule, changed, rule.columns)) return null;
  const tooDeep = cause !== null && cause.depth > MAX_DEPTH;
  if (tooDeep) verdicts.count(topic, 'loop_limit');
  const fromMs = isMadeUpFor(rule, changed) ? 0 : position.committedAtMs;
  const judgement = after === null || tooDeep ? ({ kind: 'not_due' } as const) : judge(rule, after, fromMs);
  // What has just come to be waits for nothing yet; a snapshot tells of records, never that one is no longer due.
  if (!liesAhead(judgement, fromMs) && (operation === 'create' || operation === 'read')) return null;
  const { rootRunId = null, depth = 0 } = cause ?? {};
  return timerCommand(rule, judgement, {
    recordId,
    sequence: position.sequence,
    fromMs,
    nowMs,
    rootRunId,
    depth,
  });
}

/**
 * A change that gives a record a due date which has passed already makes it overdue at once. Nothing else that is past is made up
 * for: not for what a snapshot finds, not where a record only comes to qualify, nor where Upshot itself set the date.
 */
function isMadeUpFor(rule: TimeRule, changed: RecordChanged): boolean {
  const { change, cause } = changed;
  if (rule.trigger.kind !== 'overdue' || change.rekeyed === true) return false;
  if (cause !== null && cause.depth > rule.definition.trigger.maxDepth) return false;
  if (change.operation === 'create') return true;
  if (change.operation !== 'update') return false;
  const field = rule.trigger.schedule.field;
  return fieldReader(field)(change.before) !== UNKNOWN && isMoved(rule, changed, [field]);
}

/** Whether one of the fields has moved, or may have: its value before was not sent. What was not sent after is unmoved. */
function isMoved({ trigger }: TimeRule, { change }: RecordChanged, fields: Iterable<string>): boolean {
  for (const field of fields) {
    const type = trigger.dated.fields[field]?.type ?? 'json';
    const [before, after] = readings(field, change.before, change.after);
    if (after === UNKNOWN) continue;
    if (before === UNKNOWN || !sameValue(type, before, after)) return true;
  }
  return false;
}

function readings(field: string, before: Image | null, after: Image | null) {
  const read = fieldReader(field);
  return [read(before), read(after)] as const;
}
