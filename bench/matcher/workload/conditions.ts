/** Conditions as people write them: a field, an operator that fits it, an operand that some record holds. */
import type { Condition, Criteria, OperatorName } from '@upshot/rules';
import { textOf, type FieldValue } from '@upshot/values';
import type { Kind } from './kind.ts';
import { FIELDS, type Use } from './fields.ts';
import { numberOf, type Column } from './population.ts';
import { at, weighted, type Random } from './random.ts';

/** One thing that a definition asks of a field: a condition, or the two ends of a range. */
export interface Part {
  readonly field: string;
  readonly criteria: readonly Criteria[];
  /** How many conditions there are in it. */
  readonly size: number;
  /** The share of changes that it holds for, taken for independent of the other parts. */
  readonly share: number;
}

type Draw = (column: Column, random: Random, kind: Kind) => Part;

interface Template {
  readonly uses: readonly Use[];
  readonly weight: number;
  /** Looks back: stands only in definitions that listen to updates. */
  readonly onMove: boolean;
  readonly draw: Draw;
}

const TEMPLATES: readonly Template[] = [
  { uses: ['enumeration'], weight: 26, onMove: false, draw: equals },
  { uses: ['enumeration', 'owner'], weight: 10, onMove: false, draw: oneOf },
  { uses: ['owner'], weight: 10, onMove: false, draw: equals },
  { uses: ['key'], weight: 3, onMove: false, draw: equals },
  { uses: ['boolean'], weight: 3, onMove: false, draw: equals },
  { uses: ['enumeration'], weight: 3, onMove: false, draw: differs },
  { uses: ['number'], weight: 14, onMove: false, draw: bound },
  { uses: ['number'], weight: 8, onMove: false, draw: range },
  { uses: ['date'], weight: 5, onMove: false, draw: bound },
  { uses: ['date'], weight: 4, onMove: false, draw: range },
  { uses: ['beginning'], weight: 6, onMove: false, draw: beginning },
  { uses: ['part'], weight: 4, onMove: false, draw: part },
  { uses: ['tags'], weight: 4, onMove: false, draw: tag },
  { uses: ['enumeration', 'date', 'part', 'beginning', 'number'], weight: 5, onMove: false, draw: emptiness },
  { uses: ['enumeration', 'owner'], weight: 10, onMove: true, draw: changedTo },
  { uses: ['enumeration', 'owner', 'number', 'date'], weight: 6, onMove: true, draw: anyChange },
];

const always = weighted(
  TEMPLATES.filter(({ onMove }) => !onMove),
  ({ weight }) => weight,
);
const onUpdate = weighted(TEMPLATES, ({ weight }) => weight);

/** Draws parts from the columns of a population. */
export function partsOf(columns: readonly Column[]): (random: Random, kind: Kind) => Part {
  const byTemplate = new Map(
    TEMPLATES.map((template) => [template, columns.filter((column) => isFor(template, column))]),
  );
  return (random, kind) => {
    const template = kind === 'created' ? always(random) : onUpdate(random);
    return template.draw(random.pick(byTemplate.get(template) ?? []), random, kind);
  };
}

/** A field that never moves is not waited for, and one that is never empty is not asked whether it is. */
function isFor({ uses, onMove, draw }: Template, { field }: Column): boolean {
  if (!uses.includes(field.use)) return false;
  if (draw === emptiness && field.empty === 0) return false;
  return !onMove || field.moves > 0;
}

/** How likely an update of that kind moves a field. */
function moveShare({ field }: Column, kind: Kind): number {
  if (kind === 'stage_changed' && field.name === 'stage') return 1;
  return (field.moves / TOTAL_MOVES) * MOVES_ON_AVERAGE;
}
const TOTAL_MOVES = FIELDS.reduce((sum, { moves }) => sum + moves, 0);
/** The mean of one to four. */
const MOVES_ON_AVERAGE = 2.5;

const condition = (field: string, operator: OperatorName, operand: FieldValue = null): Condition => ({
  kind: 'condition',
  field,
  operator,
  operand,
  caseSensitive: true,
});

const single = ({ field }: Column, operator: OperatorName, operand: FieldValue, share: number): Part => ({
  field: field.name,
  criteria: [condition(field.name, operator, operand)],
  size: 1,
  share,
});

function equals(column: Column, random: Random): Part {
  const value = column.pick(random);
  return single(column, 'equals', value, column.holding(value));
}

function differs(column: Column, random: Random): Part {
  const value = column.pick(random);
  return single(column, 'not_equals', value, 1 - column.holding(value));
}

function oneOf(column: Column, random: Random): Part {
  const values = [...new Set(Array.from({ length: 2 + random.int(4) }, () => column.pick(random)))];
  const share = values.reduce<number>((sum, value) => sum + column.holding(value), 0);
  return single(column, 'in', values, share);
}

/** Bounds are round, as people write them, and so many definitions share them. */
function roundOf(column: Column, value: FieldValue): FieldValue {
  if (column.field.use === 'date') return typeof value === 'string' ? value.slice(0, 10) : value;
  const number = Number(numberOf(value).toPrecision(2));
  return column.field.type === 'decimal' ? String(number) : number;
}

function bound(column: Column, random: Random): Part {
  const operand = roundOf(column, column.pick(random));
  const below = column.below(numberOf(operand));
  const above = 1 - column.empty - below;
  return random.chance(0.7)
    ? single(column, random.chance(0.5) ? 'greater_or_equal' : 'greater_than', operand, above)
    : single(column, random.chance(0.5) ? 'less_than' : 'less_or_equal', operand, below);
}

function range(column: Column, random: Random): Part {
  const [low, high] = [column.pick(random), column.pick(random)]
    .map((value) => roundOf(column, value))
    .sort((a, b) => numberOf(a) - numberOf(b));
  if (low === undefined || high === undefined || low === high) return bound(column, random);
  const { name } = column.field;
  return {
    field: name,
    criteria: [condition(name, 'greater_or_equal', low), condition(name, 'less_than', high)],
    size: 2,
    share: column.below(numberOf(high)) - column.below(numberOf(low)),
  };
}

const textAt = (column: Column, random: Random): string => textOf(column.pick(random)) ?? '';

function beginning(column: Column, random: Random): Part {
  const text = textAt(column, random).slice(0, 3 + random.int(7));
  return single(column, 'starts_with', text, column.beginning(text));
}

function part(column: Column, random: Random): Part {
  const words = textAt(column, random).split(/[ ;]+/u);
  const word = at(words, random.int(words.length));
  return single(column, 'contains', word, column.having(word));
}

function tag(column: Column, random: Random): Part {
  const value = column.pick(random);
  const one = Array.isArray(value) ? random.pick<FieldValue>(value) : value;
  return single(column, 'contains', one, column.holding(one));
}

function emptiness(column: Column, random: Random): Part {
  return random.chance(0.5)
    ? single(column, 'is_empty', null, column.empty)
    : single(column, 'is_not_empty', null, 1 - column.empty);
}

function changedTo(column: Column, random: Random, kind: Kind): Part {
  const operand = column.pick(random);
  return single(column, 'changed_to', operand, column.holding(operand) * moveShare(column, kind));
}

function anyChange(column: Column, _random: Random, kind: Kind): Part {
  return single(column, 'any_change', null, moveShare(column, kind));
}
