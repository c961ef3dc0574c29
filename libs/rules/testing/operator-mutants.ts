/** Operators changed in one thing each: what the published cases must tell from the real ones. */
import {
  FIELD_TYPES,
  isEmptyValue,
  UNKNOWN,
  type FieldType,
  type FieldValue,
  type Reading,
} from '@upshot/values';
import { OPERATOR_NAMES, type Condition, type OperatorName, type Verdict } from '../criteria.ts';
import type { EvaluationContext } from '../evaluation-context.ts';
import { negate } from '../kleene.ts';
import { OPERATORS } from '../operators/index.ts';
import type {
  Movement,
  MovementOperator,
  MovementTest,
  Operator,
  OperandKind,
  ValueOperator,
  ValueTest,
} from '../operators/operator.ts';

/** What stands in the operator's place, and what is wrong with it. */
export interface OperatorMutant {
  readonly operator: OperatorName;
  readonly change: string;
  readonly mutant: Operator;
}

/** Every mutant of every operator. */
export const operatorMutants = (): readonly OperatorMutant[] =>
  OPERATOR_NAMES.flatMap((operator) => {
    const real = OPERATORS[operator];
    const changed = real.looks === 'back' ? movementMutants(real) : valueMutants(real);
    const all = { ...changed, ...othersThan(operator), ...typeMutants(real), ...operandMutants(real) };
    return Object.entries(all).map(([change, mutant]) => ({ operator, change, mutant }));
  });

type Mutants = Readonly<Record<string, Operator>>;

/** Each other operator in its place: boundaries shifted, prefixes for parts, moves for values. */
const othersThan = (operator: OperatorName): Mutants =>
  Object.fromEntries(
    OPERATOR_NAMES.filter((other) => other !== operator).map((other) => [`is ${other}`, OPERATORS[other]]),
  );

/** A type more, a type fewer. */
const typeMutants = (real: Operator): Mutants =>
  Object.fromEntries(
    FIELD_TYPES.map((type) =>
      real.types.includes(type)
        ? [`lacks the type ${type}`, { ...real, types: real.types.filter((each) => each !== type) }]
        : [`has the type ${type}`, { ...real, types: [...real.types, type] }],
    ),
  );

const OPERAND_KINDS: readonly OperandKind[] = ['nothing', 'value', 'member', 'ordered', 'list', 'range'];

const operandMutants = (real: Operator): Mutants =>
  Object.fromEntries(
    OPERAND_KINDS.filter((kind) => kind !== real.operand).map((operand) => [
      `takes as operand: ${operand}`,
      { ...real, operand },
    ]),
  );

type Compile<Test> = (condition: Condition, type: FieldType) => Test;

function valueMutants(real: ValueOperator): Mutants {
  const tested = (change: (test: ValueTest) => ValueTest): ValueOperator => ({
    ...real,
    compile: (condition, type) => change(real.compile(condition, type)),
  });
  const fed = (change: (value: FieldValue | undefined) => FieldValue | undefined): ValueOperator =>
    tested((test) => (value, context) => test(change(value), context));
  return {
    'is negated': tested((test) => (value, context) => !test(value, context)),
    'always holds': tested(() => () => true),
    'never holds': tested(() => () => false),
    'is negated of empty values': tested(
      (test) => (value, context) => test(value, context) !== isEmptyValue(value),
    ),
    'takes null for text': fed((value) => (value === null ? 'null' : value)),
    'takes absent for text': fed((value) => (value === undefined ? 'undefined' : value)),
    'takes the empty text for a blank': fed((value) => (value === '' ? ' ' : value)),
    ...(real.types.includes('list')
      ? {
          'takes the empty list for a list of one': fed((value) =>
            JSON.stringify(value) === '[]' ? [null] : value,
          ),
        }
      : {}),
    'takes false for empty': fed((value) => (value === false ? null : value)),
    'takes zero for empty': fed((value) => (value === 0 ? null : value)),
    ...conditionMutants(real, real.compile, (compile) => ({ ...real, compile })),
    ...countMutants(real, real.compile, (compile) => ({ ...real, compile })),
  };
}

function movementMutants(real: MovementOperator): Mutants {
  const tested = (change: (test: MovementTest) => MovementTest): MovementOperator => ({
    ...real,
    compile: (condition, type) => change(real.compile(condition, type)),
  });
  const fed = (change: (movement: Movement) => Movement): MovementOperator =>
    tested((test) => (movement, context) => test(change(movement), context));
  const says = (change: (verdict: Verdict) => Verdict): MovementOperator =>
    tested((test) => (movement, context) => change(test(movement, context)));
  const known = (reading: Reading): Reading => (reading === UNKNOWN ? null : reading);
  return {
    'is negated': says(negate),
    'always holds': says(() => 'match'),
    'never holds': says(() => 'no_match'),
    'is sure where it is not': says((verdict) => (verdict === 'prior_unknown' ? 'no_match' : verdict)),
    'holds where it is not sure': says((verdict) => (verdict === 'prior_unknown' ? 'match' : verdict)),
    'takes unknown before for null': fed((movement) => ({ ...movement, before: known(movement.before) })),
    'takes unknown after for null': fed((movement) => ({ ...movement, after: known(movement.after) })),
    'is not sure of what it does not need': tested((test) => (movement, context) => {
      const unsure = movement.before === UNKNOWN || movement.after === UNKNOWN;
      return unsure ? 'prior_unknown' : test(movement, context);
    }),
    'swaps before and after': fed(({ created, before, after }) => ({
      created,
      before: after,
      after: before,
    })),
    'takes an update for a create': fed((movement) => ({ ...movement, created: true, before: undefined })),
    'takes a create for a row that was there': fed((movement) => ({
      ...movement,
      created: false,
      before: movement.created ? UNKNOWN : movement.before,
    })),
    'moves by notation': tested((test) => (movement, context) => {
      const { before, after } = movement;
      const moved = JSON.stringify(before ?? null) !== JSON.stringify(after ?? null);
      return test(movement, context) === 'no_match' && moved && !movement.created && bothThere(movement)
        ? 'match'
        : test(movement, context);
    }),
    'moves without a move': tested(
      (test) => (movement, context) =>
        test(
          bothThere(movement) && sameNotation(movement) ? { ...movement, before: undefined } : movement,
          context,
        ),
    ),
    ...conditionMutants(real, real.compile, (compile) => ({ ...real, compile })),
    ...countMutants(real, real.compile, (compile) => ({ ...real, compile })),
  };
}

const there = (reading: Reading): boolean => reading !== UNKNOWN && !isEmptyValue(reading);
const bothThere = ({ before, after }: Movement): boolean => there(before) && there(after);
const sameNotation = ({ before, after }: Movement): boolean =>
  JSON.stringify(before) === JSON.stringify(after);

/** Where text is compared: the operand or its case read otherwise. */
function conditionMutants<Test>(
  real: Operator,
  compile: Compile<Test>,
  make: (compile: Compile<Test>) => Operator,
): Mutants {
  const given = (change: (condition: Condition) => Condition): Operator =>
    make((condition, type) => compile(change(condition), type));
  if (real.operand === 'nothing') return {};
  return {
    'takes the operand for null': given((condition) => ({ ...condition, operand: null })),
    ...(real.types.includes('date')
      ? {
          'takes no relative date': given((condition) => ({
            ...condition,
            operand: constant(condition.operand),
          })),
        }
      : {}),
    ...(real.types.includes('reference')
      ? {
          'ignores letter case': given((condition) => ({ ...condition, caseSensitive: false })),
          'heeds letter case': given((condition) => ({ ...condition, caseSensitive: true })),
        }
      : {}),
    ...(real.operand === 'list' || real.operand === 'range'
      ? {
          'leaves out the first operand': given((condition) => withMembers(condition, (all) => all.slice(1))),
          'leaves out the last operand': given((condition) =>
            withMembers(condition, (all) => all.slice(0, -1)),
          ),
        }
      : {}),
  };
}

const constant = (operand: FieldValue): FieldValue =>
  JSON.stringify(operand).includes('relativeTo') ? '' : operand;

const withMembers = (
  condition: Condition,
  change: (members: readonly FieldValue[]) => readonly FieldValue[],
): Condition => ({
  ...condition,
  operand: Array.isArray(condition.operand) ? change(condition.operand) : condition.operand,
});

/** Unlike values uncounted, or counted twice. */
function countMutants<Subject, Answer>(
  real: Operator,
  compile: Compile<(subject: Subject, context: EvaluationContext) => Answer>,
  make: (compile: Compile<(subject: Subject, context: EvaluationContext) => Answer>) => Operator,
): Mutants {
  if (!COUNTING.has(real.name)) return {};
  const seen = (change: (context: EvaluationContext) => EvaluationContext): Operator =>
    make((condition, type) => {
      const test = compile(condition, type);
      return (subject, context) => test(subject, change(context));
    });
  return {
    'counts nothing': seen(({ tally: _tally, ...context }) => context),
    'counts twice': seen((context) => ({
      ...context,
      tally: {
        unlike: (condition) => {
          context.tally?.unlike(condition);
          context.tally?.unlike(condition);
        },
      },
    })),
  };
}

/** The operators that may meet values which they can't compare. */
const COUNTING: ReadonlySet<OperatorName> = new Set(
  OPERATOR_NAMES.filter(
    (name) => !['is_empty', 'is_not_empty', 'any_change', 'changed', 'any_value'].includes(name),
  ),
);

/** Mutants that differ in nothing which could be seen, and why. */
export const EQUIVALENT: Readonly<Record<string, string>> = {
  'any_change swaps before and after': 'to move there and back is to move both times',
  'changed swaps before and after': 'to move there and back is to move both times',
  'any_change is not sure of what it does not need': 'it needs both',
  'increased moves without a move': 'from nothing there is no direction',
  'decreased moves without a move': 'from nothing there is no direction',
};
