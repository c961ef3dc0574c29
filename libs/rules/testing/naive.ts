/**
 * A second reading of the truth table, slow and plain, that shares no code with the first: the property tests hold one
 * against the other. Fields are typed by its own table, so that it covers what the generators make and no more.
 */
import { Big } from 'big.js';
import { z } from 'zod';
import type { FieldValue, Image, RecordChange } from '@upshot/values';
import type { Condition, Criteria, OperatorName, Verdict } from '../criteria.ts';

export const NAIVE_TYPES = { value: 'text', other: 'decimal', data: 'json', when: 'datetime' } as const;
type Kind = 'text' | 'decimal' | 'json' | 'datetime';

const amounts = z.object({ days: z.number().optional(), months: z.number().optional() }).optional();

const UNKNOWN = { unknown: true } as const;
type Found = FieldValue | undefined | typeof UNKNOWN;
const isUnknown = (found: Found): found is typeof UNKNOWN => found === UNKNOWN;

/** -1, 0, 1 for no, unknown, yes: Kleene's logic is minimum, maximum and the sign turned. */
function score(criteria: Criteria, change: RecordChange, nowMs: number): number {
  if (criteria.kind === 'condition') return scoreCondition(atNow(criteria, nowMs), change);
  if (criteria.kind === 'not') return 0 - score(criteria.of, change, nowMs);
  const parts = criteria.of.map((part) => score(part, change, nowMs));
  return criteria.kind === 'all' ? Math.min(1, ...parts) : Math.max(-1, ...parts);
}

/** What dates relative to now mean, in UTC and in the units that the generators make. */
function atNow(condition: Condition, nowMs: number): Condition {
  if (kindOf(condition.field) !== 'datetime') return condition;
  const { operand } = condition;
  const members: readonly FieldValue[] = Array.isArray(operand) ? operand : [operand];
  const dated = members.map((each) => dateAt(each, new Date(nowMs)));
  return { ...condition, operand: Array.isArray(operand) ? dated : (dated[0] ?? null) };
}

function dateAt(operand: FieldValue, now: Date): FieldValue {
  const { relativeTo, plus } =
    z.looseObject({ relativeTo: z.string(), plus: amounts }).safeParse(operand).data ?? {};
  if (relativeTo === undefined) return operand;
  const [year, month, day] = [now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()];
  const start = relativeTo === 'year' ? [0, 1] : [month, relativeTo === 'month' ? 1 : day];
  const [months, days] = [(start[0] ?? 0) + (plus?.months ?? 0), start[1] ?? 1];
  const last = new Date(Date.UTC(year, months + 1, 0)).getUTCDate();
  const time = relativeTo === 'now' ? now.getTime() % 86_400_000 : 0;
  return new Date(Date.UTC(year, months, Math.min(days, last) + (plus?.days ?? 0)) + time).toISOString();
}

export function naiveVerdict(criteria: Criteria, change: RecordChange, nowMs = 0): Verdict {
  if (change.operation === 'read') return 'no_match';
  const scored = score(criteria, change, nowMs);
  if (scored === 0) return 'prior_unknown';
  return scored > 0 ? 'match' : 'no_match';
}

function lookUp(image: Image | null, field: string): Found {
  if (image === null) return UNKNOWN;
  const [column = '', ...keys] = field.split('.');
  const known = Object.entries(image.values).find(([name]) => name === column);
  if (!known) return image.unknown === 'rest' || image.unknown.includes(column) ? UNKNOWN : undefined;
  return keys.reduce<FieldValue | undefined>((inside, key) => {
    if (inside === null || inside === undefined || typeof inside !== 'object' || Array.isArray(inside))
      return undefined;
    return Object.entries(inside).find(([name]) => name === key)?.[1];
  }, known[1]);
}

const blank = (value: FieldValue | undefined): boolean =>
  value === undefined || JSON.stringify(value) === '""' || ['null', '[]'].includes(JSON.stringify(value));
const number = (value: FieldValue | undefined): Big | null => {
  if (typeof value !== 'number' && typeof value !== 'string') return null;
  const text = String(value).trim();
  return /^-?\d*\.?\d*(e[-+]?\d+)?$/i.test(text) && /^-?\.?\d/.test(text) ? new Big(text) : null;
};
const instant = (value: FieldValue | undefined): number | null =>
  typeof value === 'string' && /^\d{4}-\d\d-\d\d/.test(value) ? Date.parse(value) : null;
const scalar = (value: FieldValue | undefined): string | null =>
  value !== null && value !== undefined && typeof value !== 'object' ? `${value}` : null;
const cased = (text: string | null, keep: boolean): string | null =>
  keep || text === null ? text : text.toLowerCase();

function kindOf(field: string): Kind {
  const column = field.split('.')[0];
  return column === 'value' || column === 'other' || column === 'when' ? NAIVE_TYPES[column] : 'json';
}

function equal(
  kind: Kind,
  value: FieldValue | undefined,
  operand: FieldValue | undefined,
  keep: boolean,
): boolean {
  if (blank(value) || blank(operand)) return blank(value) && blank(operand);
  if (kind === 'decimal') return same(number(value), number(operand));
  if (kind === 'datetime') return instant(value) !== null && instant(value) === instant(operand);
  if (kind === 'text' || typeof value === 'string') {
    const text = cased(scalar(value), keep);
    return text !== null && text === cased(scalar(operand), keep);
  }
  if (typeof value === 'number') return same(number(value), number(operand));
  if (typeof value === 'boolean') return scalar(operand)?.trim().toLowerCase() === String(value);
  return equalParts(value, operand, (one, other) => equal('json', one, other, keep));
}

const same = (one: Big | null, other: Big | null): boolean => one !== null && other !== null && one.eq(other);

function equalParts(
  one: FieldValue | undefined,
  other: FieldValue | undefined,
  test: (a: FieldValue | undefined, b: FieldValue | undefined) => boolean,
): boolean {
  if (typeof one !== 'object' || typeof other !== 'object' || Array.isArray(one) !== Array.isArray(other))
    return false;
  const [left, right] = [new Map(Object.entries(one ?? {})), new Map(Object.entries(other ?? {}))];
  if (Array.isArray(one) && left.size !== right.size) return false;
  return [...left.keys(), ...right.keys()].every((key) => test(left.get(key), right.get(key)));
}

function moved(kind: Kind, before: FieldValue | undefined, after: FieldValue | undefined): boolean {
  if (blank(before) || blank(after)) return blank(before) !== blank(after);
  if (kind === 'decimal' && number(before) && number(after)) return !same(number(before), number(after));
  if (kind === 'datetime' && instant(before) !== null && instant(after) !== null)
    return instant(before) !== instant(after);
  if (before === after) return false;
  return !equalParts(before, after, (one, other) => !moved('json', one, other));
}

function sign(kind: Kind, value: FieldValue | undefined, operand: FieldValue): number | null {
  const [one, other] = [number(value), number(operand)];
  if (kind !== 'datetime' && one && other) return one.cmp(other);
  if (kind === 'text' || kind === 'decimal' || (kind === 'json' && other)) return null;
  const [early, late] = [instant(value), instant(operand)];
  return early === null || late === null ? null : Math.sign(early - late);
}

function contains(kind: Kind, value: FieldValue | undefined, operand: FieldValue, keep: boolean): boolean {
  if (kind === 'json' && Array.isArray(value)) {
    return value.some((each: FieldValue) => equal('json', each, operand, keep));
  }
  return textHolds(kind, value, operand, keep, (text, part) => text.includes(part));
}

function textHolds(
  kind: Kind,
  value: FieldValue | undefined,
  operand: FieldValue,
  keep: boolean,
  test: (text: string, part: string) => boolean,
): boolean {
  if (kind === 'json' && !blank(value) && typeof value !== 'string') return false;
  const [text, part] = [blank(value) ? '' : cased(scalar(value), keep), cased(scalar(operand), keep)];
  return text !== null && part !== null && test(text, part);
}

const MOVES = [
  'changed_to',
  'changed_from',
  'any_change',
  'changed',
  'any_value',
  'increased',
  'decreased',
] as const;
type Move = (typeof MOVES)[number];
const isMove = (operator: OperatorName): operator is Move => MOVES.some((each) => each === operator);
const NEVER_ON_CREATE: readonly Move[] = ['changed_from', 'changed', 'increased', 'decreased'];
const yes = (holds: boolean): number => (holds ? 1 : -1);
const isNone = (found: Found): boolean => !isUnknown(found) && blank(found);

function scoreMove(operator: Move, condition: Condition, change: RecordChange): number {
  const { field, operand, caseSensitive: keep } = condition;
  if (change.operation === 'delete') return -1;
  if (change.operation === 'create' && NEVER_ON_CREATE.includes(operator)) return -1;
  const kind = kindOf(field);
  const after = lookUp(change.after, field);
  const before = change.operation === 'create' ? undefined : lookUp(change.before, field);
  if (operator === 'changed_to' && !isUnknown(after) && !equal(kind, after, operand, keep)) return -1;
  if (operator === 'changed_from' && !isUnknown(before) && !equal(kind, before, operand, keep)) return -1;
  if (operator === 'any_value' && isNone(after)) return -1;
  const directed = operator === 'increased' || operator === 'decreased';
  if (directed && (isNone(before) || isNone(after))) return -1;
  if (isUnknown(before) || isUnknown(after)) return 0;
  if (!directed) return yes(moved(kind, before, after));
  const direction = sign(kind, after, before ?? null) ?? 0;
  return yes(operator === 'increased' ? direction > 0 : direction < 0);
}

function scoreCondition(condition: Condition, change: RecordChange): number {
  const { field, operator, operand, caseSensitive: keep } = condition;
  if (isMove(operator)) return scoreMove(operator, condition, change);
  const kind = kindOf(field);
  const value = lookUp(change.operation === 'delete' ? change.before : change.after, field);
  if (isUnknown(value)) return 0;
  const order = blank(value) ? null : sign(kind, value, operand);
  const listed: readonly FieldValue[] = Array.isArray(operand) ? operand : [];
  const among = listed.some((each) => equal(kind, value, each, keep));
  switch (operator) {
    case 'equals':
      return yes(equal(kind, value, operand, keep));
    case 'not_equals':
      return yes(!equal(kind, value, operand, keep));
    case 'contains':
      return yes(contains(kind, value, operand, keep));
    case 'not_contains':
      return yes(!contains(kind, value, operand, keep));
    case 'starts_with':
      return yes(textHolds(kind, value, operand, keep, (text, part) => text.startsWith(part)));
    case 'is_empty':
      return yes(blank(value));
    case 'is_not_empty':
      return yes(!blank(value));
    case 'greater_than':
      return yes(order !== null && order > 0);
    case 'less_than':
      return yes(order !== null && order < 0);
    case 'greater_or_equal':
      return yes(order !== null && order >= 0);
    case 'less_or_equal':
      return yes(order !== null && order <= 0);
    case 'between':
      return yes(!blank(value) && liesWithin(kind, value, listed));
    case 'in':
      return yes(among);
    case 'not_in':
      return yes(!among);
  }
}

function liesWithin(kind: Kind, value: FieldValue | undefined, ends: readonly FieldValue[]): boolean {
  const [above, below] = [sign(kind, value, ends[0] ?? null), sign(kind, value, ends[1] ?? null)];
  return above !== null && below !== null && above >= 0 && below <= 0;
}
