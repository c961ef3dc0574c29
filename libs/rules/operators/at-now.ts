/** Operands that are relative to now: what a test rests on is computed when they come to mean another date, and not before. */
import { isList, type FieldType, type FieldValue } from '@upshot/values';
import type { Condition } from '../criteria.ts';
import { holdsRelativeDate, isDated, isRelativeDate, readRelativeDate } from '../relative-date.ts';
import { momentOf, type RelativeMoment } from '../relative-moment.ts';
import type { ValueTest } from './operator.ts';

type Compile = (condition: Condition, type: FieldType) => ValueTest;

/** `compile`, for constant operands once and for all, for relative ones once for as long as they mean the same dates. */
export const atNow =
  (compile: Compile): Compile =>
  (condition, type) =>
    isDated(type) && holdsRelativeDate(condition.operand)
      ? relative(compile, condition, type)
      : compile(condition, type);

function relative(compile: Compile, condition: Condition, type: FieldType): ValueTest {
  const { operand } = condition;
  const members = (isList(operand) ? operand : [operand]).map((each) => memberAt(each, type));
  let [fromMs, untilMs] = [Infinity, -Infinity];
  let test: ValueTest = () => false;
  return (value, context) => {
    const { nowMs } = context;
    if (!(nowMs >= fromMs && nowMs < untilMs)) {
      const moments = members.map((each) => each(nowMs));
      fromMs = Math.max(...moments.map((each) => each.fromMs));
      untilMs = Math.min(...moments.map((each) => each.untilMs));
      const values = moments.map(({ value: dated }) => dated);
      test = compile({ ...condition, operand: isList(operand) ? values : (values[0] ?? null) }, type);
    }
    return test(value, context);
  };
}

interface Member extends Pick<RelativeMoment, 'fromMs' | 'untilMs'> {
  readonly value: FieldValue;
}

function memberAt(operand: FieldValue, type: FieldType): (nowMs: number) => Member {
  const date = isRelativeDate(operand) ? readRelativeDate(operand) : null;
  if (date === null) return () => ({ value: operand, fromMs: -Infinity, untilMs: Infinity });
  return (nowMs) => {
    const { text, ...standing } = momentOf(date, nowMs, type === 'date' ? 'date' : 'datetime');
    return { value: text, ...standing };
  };
}
