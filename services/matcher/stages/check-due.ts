/** Stage check-due: whether a record still qualifies now that its date has come. What does not is counted with its reason. */
import { ATTRIBUTES, recordedStage, type Telemetry } from '@upshot/telemetry';
import { judge, judgeNow, type Judgement } from '../time/judge.ts';
import type { DueReason, Reason, Verdicts } from '../verdicts.ts';
import type { Verdict } from '@upshot/rules';
import type { ReadDue, RunRecord } from './read-record.ts';
import type { Remembered } from '@upshot/mirror-reader';

export interface CheckDuePorts {
  readonly verdicts: Verdicts;
  readonly telemetry: Telemetry;
  readonly now: () => number;
}

/** A date whose record is there, in the mirror's latest image. */
export interface CheckedDue extends ReadDue {
  readonly record: Remembered;
  /** The record that a run starts for; null where none starts. */
  readonly starts: RunRecord | null;
}

/** The dues of records that exist, in order: those that start a run, and those of which only the next date may follow. */
export function checkDues(dues: readonly ReadDue[], ports: CheckDuePorts): readonly CheckedDue[] {
  return dues.flatMap((due) => {
    const { record, about } = due;
    if (record === 'stale' || about === 'stale') return [];
    if (record === 'gone') return ports.verdicts.count(due.topic, 'record_gone') ?? [];
    const startTimeMs = ports.now();
    const fate = fateOf(due, record, about);
    ports.verdicts.count(due.topic, fate);
    const context = recordedStage(ports.telemetry, 'check-due', {
      parent: due.context,
      outcome: fate,
      attributes: { [ATTRIBUTES.timerId]: due.due.timerId, [ATTRIBUTES.definitionId]: due.due.definitionId },
      startTimeMs,
      endTimeMs: ports.now(),
    });
    return [{ ...due, record, context, starts: fate === 'match' ? about : null }];
  });
}

function fateOf({ due, rule }: ReadDue, record: Remembered, about: RunRecord | null): Reason {
  if (due.occurrence === '') return 'looked_again';
  const now = dueNow(judge(rule, record, due.dueAtMs - 1), due, rule.definition.version);
  return now === 'match' && about !== null
    ? judgeNow(rule, about.image, {
        nowMs: due.dueAtMs,
        related: (name) => about.related.get(name) ?? 'related_missing',
      })
    : now === 'match'
      ? 'related_missing'
      : now;
}

/** Whether what is due by the rule and the record as they are now is what was planned. */
function dueNow(judgement: Judgement, due: ReadDue['due'], version: number): Verdict | DueReason {
  if (judgement.kind === 'unknown') return 'prior_unknown';
  if (judgement.kind === 'not_due') return 'no_match';
  const { key, dueAtMs } = judgement.occurrence;
  if (key === due.occurrence && dueAtMs <= due.firedAtMs) return 'match';
  // By the same version for the same value: only the tenant's calendar, or a zone's rules, can have changed since. What was planned stays.
  const isSame = version === due.definitionVersion && valueOf(key) === valueOf(due.occurrence);
  return isSame ? 'match' : 'date_moved';
}

/** The value of an occurrence: the calendar writes `value` or `value+months`, and no value holds a plus. */
const valueOf = (occurrence: string): string => occurrence.split('+', 1)[0] ?? '';
