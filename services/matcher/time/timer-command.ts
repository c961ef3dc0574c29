/** The commands that tell the scheduler when a record is due for a rule, or that it is not. */
import { deriveId } from '@upshot/ids';
import { paddedSequence } from '@upshot/mirror-reader';
import type { PlannedDate, TimerCommand } from '@upshot/schemas';
import type { Judgement } from './judge.ts';
import type { TimeRule } from './time-rules.ts';

/** As of what a record was judged, and for which moments. */
export interface JudgedAs {
  readonly recordId: string;
  readonly sequence: bigint;
  /** What was due until then is past. */
  readonly fromMs: number;
  readonly nowMs: number;
  readonly follows?: string;
  readonly rootRunId?: string | null;
  readonly depth?: number;
}

/** One timer for each record and definition. */
export const timerIdOf = (rule: TimeRule, recordId: string): string =>
  deriveId(
    'timer',
    'date',
    rule.definition.tenantId,
    rule.definition.id,
    rule.trigger.dated.module,
    recordId,
  );

/** A plan or a withdrawal. A record of which too little is known is to be looked at again, at once. */
export function timerCommand(rule: TimeRule, judgement: Judgement, as: JudgedAs): TimerCommand {
  const { kind } = judgement;
  const { tenantId } = rule.definition;
  return {
    tenantId,
    timerId: timerIdOf(rule, as.recordId),
    runId: '',
    stepId: '',
    verb: kind === 'not_due' ? 'withdraw' : 'plan',
    dueAtMs: kind === 'due' ? judgement.occurrence.dueAtMs : kind === 'unknown' ? as.nowMs : 0,
    date: dateOf(rule, kind === 'due' ? judgement.occurrence.key : '', as),
  };
}

function dateOf(rule: TimeRule, occurrence: string, as: JudgedAs): PlannedDate {
  const { recordId, sequence, fromMs, follows = null, rootRunId = null, depth = 0 } = as;
  const { id: definitionId, version: definitionVersion } = rule.definition;
  return {
    definitionId,
    definitionVersion,
    module: rule.trigger.dated.module,
    recordId,
    sequence: paddedSequence(sequence),
    fromMs,
    occurrence,
    follows,
    rootRunId,
    depth,
  };
}
