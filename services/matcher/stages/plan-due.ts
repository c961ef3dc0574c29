/** Stage plan-due: a start command for a date that has come, and what follows it: the next turn, or the date that it has now. */
import type { Codec } from '@upshot/avro';
import type { OutgoingRecord } from '@upshot/bus';
import { deriveId } from '@upshot/ids';
import { RUN_COMMANDS, TIMER_COMMANDS, type RunCommand, type TimerCommand } from '@upshot/schemas';
import { ATTRIBUTES, contextToHeaders, recordedStage, type Telemetry } from '@upshot/telemetry';
import type { Image } from '@upshot/values';
import { startCommand, unchanged, unknownOf } from '../start-command.ts';
import { judge, type Judgement } from '../time/judge.ts';
import type { TimeRule } from '../time/time-rules.ts';
import { timerCommand } from '../time/timer-command.ts';
import type { CheckedDue } from './check-due.ts';
import type { RunRecord } from './read-record.ts';

export interface PlanDuePorts {
  readonly codec: Pick<Codec<RunCommand>, 'encode'>;
  readonly timerCodec: Pick<Codec<TimerCommand>, 'encode'>;
  readonly telemetry: Telemetry;
  readonly now: () => number;
}

/** The commands. A date that comes again makes the same ones: the run is known, and what follows has followed. */
export function planDues(dues: readonly CheckedDue[], ports: PlanDuePorts): readonly OutgoingRecord[] {
  return dues.flatMap((checked) => {
    const startTimeMs = ports.now();
    const { starts, due } = checked;
    const runId = deriveId('run', due.tenantId, due.definitionId, due.timerId, due.occurrence);
    const start = starts === null ? null : startOf(checked, starts, runId, startTimeMs);
    const next = nextOf(checked, startTimeMs);
    if (start === null && next === null) return [];
    const context = recordedStage(ports.telemetry, 'plan-due', {
      parent: checked.context,
      attributes: {
        [ATTRIBUTES.timerId]: due.timerId,
        [ATTRIBUTES.definitionId]: due.definitionId,
        ...(start === null ? {} : { [ATTRIBUTES.runId]: runId }),
      },
      startTimeMs,
      endTimeMs: ports.now(),
    });
    const headers = contextToHeaders(context);
    return [
      ...(start === null ? [] : [startRecord(start, ports)]),
      ...(next === null ? [] : [timerRecord(next, ports)]),
    ].map((record) => ({ ...record, headers }));
  });
}

const startRecord = (command: RunCommand, { codec }: PlanDuePorts): OutgoingRecord => ({
  topic: RUN_COMMANDS,
  key: command.runId,
  value: codec.encode(command),
});

const timerRecord = (command: TimerCommand, { timerCodec }: PlanDuePorts): OutgoingRecord => ({
  topic: TIMER_COMMANDS,
  key: command.timerId,
  value: timerCodec.encode(command),
});

/** Time changes nothing: the record is the same before and after, so that a branch on a change does not take it for one. */
function startOf(
  { due, rule, record }: CheckedDue,
  { recordId, image }: RunRecord,
  runId: string,
  sentAtMs: number,
): RunCommand {
  const started = {
    ...unchanged(JSON.stringify(image.values), unknownOf(image)),
    recordId,
    module: rule.trigger.module.module,
    operation: 'update',
    positionId: record.positionId,
    committedAtMs: due.dueAtMs,
    rootRunId: due.rootRunId,
    depth: due.depth,
  };
  return startCommand(rule, runId, started, sentAtMs);
}

/**
 * What follows: the next turn of what recurs, the moment that the date means now where it has moved, or whatever a second look
 * finds. Nothing after a date that comes once.
 */
function nextOf({ due, rule, record, starts }: CheckedDue, nowMs: number): TimerCommand | null {
  const lookedAgain = due.occurrence === '';
  const fromMs = lookedAgain ? due.fromMs : due.dueAtMs;
  const judgement = judgeAfter(rule, record, fromMs, due.occurrence);
  if (starts !== null && !recurs(judgement, due.occurrence)) return null;
  const { recordId, sequence } = record;
  const { occurrence: follows, rootRunId, depth } = due;
  // The mirror has all that will come: what it does not know now will not be found by looking once more.
  const known: Judgement = judgement.kind === 'unknown' ? { kind: 'not_due' } : judgement;
  return timerCommand(rule, known, { recordId, sequence, fromMs, nowMs, follows, rootRunId, depth });
}

/** What is due next; where the calendar has changed so that the same turn would only come now, what is due after it. */
function judgeAfter(rule: TimeRule, record: Image, fromMs: number, occurrence: string): Judgement {
  const judgement = judge(rule, record, fromMs);
  if (judgement.kind !== 'due' || rule.trigger.schedule.recurrence === 'once') return judgement;
  const { key, dueAtMs } = judgement.occurrence;
  return key === occurrence && dueAtMs > fromMs ? judge(rule, record, dueAtMs) : judgement;
}

const recurs = (judgement: Judgement, occurrence: string): boolean =>
  judgement.kind === 'due' && judgement.occurrence.key !== occurrence;
