/** Checks what somebody filled in against the task's form: each problem with its JSON pointer. */
import type { FormField } from '@upshot/definitions';
import { isCalendarDay, isEmptyValue, ownValue, type FieldValue } from '@upshot/values';
import type { Task, Values } from './task.ts';

export interface FormProblem {
  readonly path: readonly string[];
  readonly code: 'required' | 'wrong_type' | 'invalid_value' | 'too_long' | 'unknown_property';
  readonly message: string;
}

const LONGEST_TEXT = 10_000;
const DAY = /^(\d{4})-(\d\d)-(\d\d)$/u;

/** What is wrong with the values of a form; empty where nothing is. A field that is not required may be left out, null or ''. */
export function checkValues(form: readonly FormField[], values: Values): readonly FormProblem[] {
  const known = new Map(form.map((field) => [field.name, field]));
  const unknown = Object.keys(values).filter((name) => !known.has(name));
  return [
    ...unknown.map((name) => problem(name, 'unknown_property', 'is no field of the form')),
    ...form.flatMap((field) => checkField(field, ownValue(values, field.name))),
  ];
}

/** Whether a task can be completed with a decision. */
export function checkDecision(
  { decisions }: Pick<Task, 'decisions'>,
  decision: string,
): readonly FormProblem[] {
  if (decisions.includes(decision)) return [];
  const message = `must be one of ${decisions.join(', ')}`;
  return [{ path: ['decision'], code: 'invalid_value', message }];
}

const problem = (name: string, code: FormProblem['code'], message: string): FormProblem => ({
  path: ['values', name],
  code,
  message,
});

function checkField(field: FormField, value: FieldValue | undefined): readonly FormProblem[] {
  if (value === undefined || isEmptyValue(value))
    return field.required ? [problem(field.name, 'required', 'is required')] : [];
  const wrong = CHECKS[field.type](value, field);
  return wrong === null ? [] : [problem(field.name, ...wrong)];
}

type Wrong = readonly [FormProblem['code'], string];
type Check = (value: FieldValue, field: FormField) => Wrong | null;

const CHECKS: Readonly<Record<FormField['type'], Check>> = {
  text(value) {
    if (typeof value !== 'string') return ['wrong_type', 'must be text'];
    return value.length > LONGEST_TEXT
      ? ['too_long', `must be no longer than ${LONGEST_TEXT} characters`]
      : null;
  },
  number: (value) => (typeof value === 'number' ? null : ['wrong_type', 'must be a number']),
  boolean: (value) => (typeof value === 'boolean' ? null : ['wrong_type', 'must be true or false']),
  date(value) {
    if (typeof value !== 'string') return ['wrong_type', 'must be a date'];
    const [, year, month, day] = DAY.exec(value) ?? [];
    const isDay = isCalendarDay(Number(year), Number(month), Number(day));
    return isDay ? null : ['invalid_value', 'must be a day as 2026-03-01'];
  },
  choice(value, { choices = [] }) {
    if (typeof value !== 'string') return ['wrong_type', 'must be text'];
    return choices.includes(value) ? null : ['invalid_value', `must be one of ${choices.join(', ')}`];
  },
};
