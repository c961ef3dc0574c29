/** Compiling criteria into closures, so that judging a change parses nothing and looks nothing up twice. */
import { UpshotError } from '@upshot/errors';
import { fieldReader, type ModuleSchema, type RecordChange } from '@upshot/values';
import { MAX_CRITERIA_DEPTH, type Condition, type Criteria, type Verdict } from './criteria.ts';
import { columnOf, fieldType } from './field-type.ts';
import { fold, negate, verdictOf } from './kleene.ts';
import { OPERATORS } from './operators/index.ts';
import type { MovementOperator, Operator, ValueOperator } from './operators/operator.ts';
import { NO_CONTEXT, type EvaluationContext } from './evaluation-context.ts';

export interface CompiledCriteria {
  /** Judges one change. Never throws; a snapshot read never matches. */
  readonly evaluate: (change: RecordChange, context?: EvaluationContext) => Verdict;
  /** The record's own columns that are read, so that a decoder can leave out the rest. */
  readonly columns: ReadonlySet<string>;
  /** Those of them whose value before the change is read. */
  readonly priorColumns: ReadonlySet<string>;
  /** The lookups whose record is read. */
  readonly lookups: ReadonlySet<string>;
}

/** Criteria that ask nothing and never match. */
export const NEVER: CompiledCriteria = {
  evaluate: () => 'no_match',
  columns: new Set(),
  priorColumns: new Set(),
  lookups: new Set(),
};

type Judge = (change: RecordChange, context: EvaluationContext) => Verdict;

/**
 * Compiles `criteria` for records of `schema`. What `checkCriteria` would refuse compiles all the same and is false:
 * an unknown field is absent, an operand of the wrong shape is unlike. Only nesting beyond MAX_CRITERIA_DEPTH
 * throws (`definition_invalid`).
 */
export function compileCriteria(criteria: Criteria, schema: ModuleSchema): CompiledCriteria {
  const read = whatIsRead(conditionsOf(criteria), schema);
  const judge = compilePart(criteria, schema);
  const evaluate = (change: RecordChange, context: EvaluationContext = NO_CONTEXT): Verdict =>
    change.operation === 'read' ? 'no_match' : judge(change, context);
  return { evaluate, ...read };
}

/** The record's own columns that `criteria` read. */
export const columnsOf = (criteria: Criteria, schema: ModuleSchema): ReadonlySet<string> =>
  whatIsRead(conditionsOf(criteria), schema).columns;

function whatIsRead(conditions: readonly Condition[], schema: ModuleSchema) {
  const [columns, priorColumns, lookups] = [new Set<string>(), new Set<string>(), new Set<string>()];
  for (const { field, operator, related } of conditions) {
    const column = related === undefined ? columnOf(field, schema) : schema.related?.[related]?.column;
    if (column !== undefined) columns.add(column);
    if (related !== undefined) lookups.add(related);
    else if (column !== undefined && OPERATORS[operator].looks === 'back') priorColumns.add(column);
  }
  return { columns, priorColumns, lookups };
}

/** The leaves of `criteria`, in the order in which they stand. Throws `definition_invalid` where they lie too deep. */
export function conditionsOf(criteria: Criteria, depth = 0): readonly Condition[] {
  if (criteria.kind === 'condition') return [criteria];
  if (depth === MAX_CRITERIA_DEPTH)
    throw new UpshotError('definition_invalid', 'criteria are nested too deep');
  if (criteria.kind === 'not') return conditionsOf(criteria.of, depth + 1);
  return criteria.of.flatMap((part) => conditionsOf(part, depth + 1));
}

function compilePart(part: Criteria, schema: ModuleSchema): Judge {
  if (part.kind === 'condition') return compileCondition(part, schema);
  if (part.kind === 'not') {
    const judge = compilePart(part.of, schema);
    return (change, context) => negate(judge(change, context));
  }
  const judges = part.of.map((each) => compilePart(each, schema));
  const decides = part.kind === 'all' ? 'no_match' : 'match';
  return (change, context) => fold(judges, decides, (judge) => judge(change, context));
}

function compileCondition(condition: Condition, schema: ModuleSchema): Judge {
  const operator = OPERATORS[condition.operator];
  if (condition.related !== undefined) return lookThere(condition, condition.related, operator, schema);
  return operator.looks === 'back'
    ? lookBack(condition, operator, schema)
    : lookAtValue(condition, operator, schema);
}

function lookAtValue(condition: Condition, operator: ValueOperator, schema: ModuleSchema): Judge {
  const read = fieldReader(condition.field);
  const test = operator.compile(condition, fieldType(condition.field, schema) ?? 'json');
  return (change, context) => {
    const reading = read(change.operation === 'delete' ? change.before : change.after);
    return typeof reading === 'symbol' ? 'prior_unknown' : verdictOf(test(reading, context));
  };
}

/** A related record has no before image here, so that nothing can be said of its moves. */
function lookThere(condition: Condition, lookup: string, operator: Operator, schema: ModuleSchema): Judge {
  const there = schema.related?.[lookup]?.schema;
  if (operator.looks === 'back' || there === undefined) return () => 'no_match';
  const read = fieldReader(condition.field);
  const test = operator.compile(condition, fieldType(condition.field, there) ?? 'json');
  return (_, context) => {
    const found = context.related?.(lookup) ?? 'related_unread';
    if (typeof found === 'string') return found;
    const reading = read(found);
    return typeof reading === 'symbol' ? 'related_stale' : verdictOf(test(reading, context));
  };
}

function lookBack(condition: Condition, operator: MovementOperator, schema: ModuleSchema): Judge {
  const read = fieldReader(condition.field);
  const test = operator.compile(condition, fieldType(condition.field, schema) ?? 'json');
  return (change, context) => {
    if (change.operation === 'delete') return 'no_match';
    const created = change.operation === 'create';
    const before = created ? undefined : read(change.before);
    return test({ created, before, after: read(change.after) }, context);
  };
}
