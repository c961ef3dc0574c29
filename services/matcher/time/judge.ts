/** Whether and when a record is due for a rule, by its image alone. Pure. */
import { nextOccurrence, type Occurrence } from '@upshot/calendar';
import { isCompleted } from '@upshot/mapping';
import type { EvaluationContext, Verdict } from '@upshot/rules';
import { fieldReader, isEmptyValue, type Image } from '@upshot/values';
import type { TimeRule } from './time-rules.ts';

/** `unknown`: the image lacks what decides it, which the source did not send. */
export type Judgement =
  | { readonly kind: 'due'; readonly occurrence: Occurrence }
  | { readonly kind: 'not_due' }
  | { readonly kind: 'unknown' };

const NOT_DUE: Judgement = { kind: 'not_due' };
const UNKNOWN: Judgement = { kind: 'unknown' };

/**
 * The record's next occurrence after `afterMs` (for `once`: the only one, in the past too), where it qualifies for it. Criteria are
 * asked as of the moment that it is due. Those over a related record cannot be asked before that, and are taken to hold.
 */
export function judge(rule: TimeRule, image: Image, afterMs: number): Judgement {
  const { schedule, lookupColumn, kind, dated } = rule.trigger;
  const value = fieldReader(schedule.field)(image);
  if (typeof value === 'symbol') return UNKNOWN;
  const occurrence = nextOccurrence(schedule, value, { afterMs, calendar: rule.calendar() });
  if (occurrence === null) return NOT_DUE;
  const completed = kind === 'overdue' && isCompleted(dated, image);
  if (completed === true) return NOT_DUE;
  if (lookupColumn !== null) {
    const led = fieldReader(lookupColumn)(image);
    if (typeof led === 'symbol') return UNKNOWN;
    if (isEmptyValue(led)) return NOT_DUE;
  }
  const verdict = lookupColumn === null ? judgeNow(rule, image, { nowMs: occurrence.dueAtMs }) : 'match';
  if (verdict === 'no_match') return NOT_DUE;
  return completed === undefined || verdict === 'prior_unknown' ? UNKNOWN : { kind: 'due', occurrence };
}

/** What the rule's criteria say of a record as it stands: nothing has changed. */
export const judgeNow = (rule: TimeRule, image: Image, context: EvaluationContext): Verdict =>
  rule.criteria.evaluate({ operation: 'update', before: image, after: image }, context);

/** Whether there is something to wait for: a moment that is not past, or a record to look at again. */
export const liesAhead = (judgement: Judgement, fromMs: number): boolean =>
  judgement.kind === 'unknown' || (judgement.kind === 'due' && judgement.occurrence.dueAtMs > fromMs);
