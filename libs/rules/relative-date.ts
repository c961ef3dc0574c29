/** Dates relative to now, as operands: a moment or the start of a period, and a calendar amount from there. */
import { isZone, WEEKDAYS, type Weekday } from '@upshot/calendar';
import { isList, isObject, type FieldType, type FieldValue, type ObjectValue } from '@upshot/values';

/** Where counting starts: the moment itself, or the first moment of the day, week, … that it lies in. */
export const RELATIVE_STARTS = ['now', 'day', 'week', 'month', 'quarter', 'year'] as const;
export type RelativeStart = (typeof RELATIVE_STARTS)[number];

/** Each unit with the largest amount that is taken: a thousand years. */
export const AMOUNT_LIMITS = {
  years: 1000,
  quarters: 4000,
  months: 12_000,
  weeks: 52_000,
  days: 366_000,
  hours: 8_784_000,
  minutes: 527_040_000,
} as const;
export type AmountUnit = keyof typeof AMOUNT_LIMITS;

export interface RelativeDate {
  readonly relativeTo: RelativeStart;
  /** Years, quarters and months are added first, then weeks and days, then hours and minutes. */
  readonly plus: Readonly<Partial<Record<AmountUnit, number>>>;
  /** An IANA name or an offset (`+05:30`), in which days begin; UTC where it is left out. */
  readonly zone: string;
  /** The weekday that weeks begin with; Monday, as ISO 8601 has it, where it is left out. */
  readonly weekStart: Weekday;
  /** The month, 1 to 12, that years begin with (and quarters are counted from): a fiscal year's; 1 where it is left out. */
  readonly yearStart: number;
}

/** What is wrong with a relative date, by its place inside it. */
export interface RelativeProblem {
  readonly path: string;
  readonly message: string;
}

const DATED: readonly FieldType[] = ['date', 'datetime'];

/** Whether fields of `type` may be held against a relative date. */
export const isDated = (type: FieldType): boolean => DATED.includes(type);

/** Whether `operand` is written as a relative date. */
export const isRelativeDate = (operand: FieldValue): operand is ObjectValue =>
  isObject(operand) && Object.hasOwn(operand, 'relativeTo');

/** Whether `operand`, or a member of its list, means another date at another time: nothing may be precomputed from it. */
export const holdsRelativeDate = (operand: FieldValue): boolean =>
  isRelativeDate(operand) || (isList(operand) && operand.some(isRelativeDate));

const KEYS = ['relativeTo', 'plus', 'zone', 'weekStart', 'yearStart'];
/** The relative date in `operand`, which must have passed `checkRelativeDate`; null where it has not. */
export function readRelativeDate(operand: ObjectValue): RelativeDate | null {
  if (checkRelativeDate(operand).length > 0) return null;
  const { relativeTo, zone, weekStart, yearStart, plus } = operand;
  return {
    relativeTo: oneOf(RELATIVE_STARTS, relativeTo) ?? 'now',
    zone: typeof zone === 'string' ? zone : 'UTC',
    weekStart: oneOf(WEEKDAYS, weekStart) ?? 'monday',
    yearStart: typeof yearStart === 'number' ? yearStart : 1,
    plus: isObject(plus ?? null) ? Object.fromEntries(amountsOf(plus ?? null)) : {},
  };
}

/** Everything that is wrong with an operand that is written as a relative date. */
export function checkRelativeDate(operand: ObjectValue): readonly RelativeProblem[] {
  const { relativeTo, plus, zone, weekStart, yearStart } = operand;
  const start = oneOf(RELATIVE_STARTS, relativeTo);
  return [
    ...unless(start !== undefined, '/relativeTo', `must be one of ${RELATIVE_STARTS.join(' ')}`),
    ...(plus === undefined ? [] : checkAmounts(plus)),
    ...unless(
      zone === undefined || (typeof zone === 'string' && isZone(zone)),
      '/zone',
      'is not a time zone',
    ),
    ...unless(weekStart === undefined || isWeekStart(weekStart, start), '/weekStart', WEEK_START),
    ...unless(yearStart === undefined || isYearStart(yearStart, start), '/yearStart', YEAR_START),
    ...unknownKeys(operand, KEYS, ''),
  ];
}

const WEEK_START = 'must be a weekday beside a week';
const YEAR_START = 'must be a month from 1 to 12 beside a quarter or a year';

const isWeekStart = (value: FieldValue, start: RelativeStart | undefined): boolean =>
  start === 'week' && oneOf(WEEKDAYS, value) !== undefined;

const isYearStart = (value: FieldValue, start: RelativeStart | undefined): boolean =>
  (start === 'quarter' || start === 'year') && isWhole(value) && value >= 1 && value <= 12;

function checkAmounts(plus: FieldValue): readonly RelativeProblem[] {
  if (!isObject(plus)) return unless(false, '/plus', 'must be amounts by their unit');
  const units = Object.keys(AMOUNT_LIMITS);
  const wrong = Object.entries(plus).filter(
    ([unit, amount]) => unitOf(unit) !== undefined && !isAmount(unit, amount),
  );
  return [
    ...wrong.map(([unit]) => ({
      path: `/plus/${unit}`,
      message: 'must be a whole number within a thousand years',
    })),
    ...unknownKeys(plus, units, '/plus'),
  ];
}

function isAmount(unit: string, amount: FieldValue): boolean {
  const limit = AMOUNT_LIMITS[unitOf(unit) ?? 'years'];
  return isWhole(amount) && Math.abs(amount) <= limit;
}

const amountsOf = (plus: FieldValue): readonly (readonly [AmountUnit, number])[] =>
  Object.entries(isObject(plus) ? plus : {}).flatMap(([unit, amount]) => {
    const known = unitOf(unit);
    return known === undefined || typeof amount !== 'number' ? [] : [[known, amount] as const];
  });

const isWhole = (value: FieldValue | undefined): value is number => Number.isInteger(value);
const UNITS: readonly string[] = Object.keys(AMOUNT_LIMITS);
const unitOf = (name: string): AmountUnit | undefined => (isUnit(name) ? name : undefined);
const isUnit = (name: string): name is AmountUnit => UNITS.includes(name);

const oneOf = <T extends string>(known: readonly T[], value: FieldValue | undefined): T | undefined =>
  known.find((each) => each === value);

const unless = (fine: boolean, path: string, message: string): readonly RelativeProblem[] =>
  fine ? [] : [{ path, message }];

const unknownKeys = (object: ObjectValue, known: readonly string[], path: string) =>
  Object.keys(object)
    .filter((key) => !known.includes(key))
    .map((key) => ({ path: `${path}/${pointed(key)}`, message: 'is not known here' }));

/** A key as a JSON pointer writes it. */
const pointed = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1');
