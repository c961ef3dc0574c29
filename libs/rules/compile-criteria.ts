/** Compiling criteria into closures, so that judging a change parses nothing and looks nothing up twice. */
import { UpshotError } from '@upshot/errors';
import { fieldReader, type ModuleSchema, type RecordChange } from '@upshot/values';
import { MAX_CRITERIA_DEPTH, type Condition, type Criteria, type Verdict } from './criteria.ts';
import { columnOf, fieldType } from './field-type.ts';
import { fold, negate, verdictOf } from './kleene.ts';
import { OPERATORS } from './operators/index.ts';
import type { MovementOperator, ValueOperator } from './operators/operator.ts';
import type { Tally } from './tally.ts';

export interface CompiledCriteria {
  /** Judges one change. Never throws; a snapshot read never matches. */
  readonly evaluate: (change: RecordChange, tally?: Tally) => Verdict;
  /** The columns that are read, so that a decoder can leave out the rest. */
  readonly columns: ReadonlySet<string>;
  /** Those of them whose value before the change is read. */
  readonly priorColumns: ReadonlySet<string>;
}

type Judge = (change: RecordChange, tally: Tally | undefined) => Verdict;

/**
 * Compiles `criteria` for records of `schema`. What `checkCriteria` would refuse compiles all the same and is false:
 * an unknown field is absent, an operand of the wrong shape is unlike. Only nesting beyond MAX_CRITERIA_DEPTH
 * throws (`definition_invalid`).
 */
export function compileCriteria(criteria: Criteria, schema: ModuleSchema): CompiledCriteria {
  const [columns, priorColumns] = [new Set<string>(), new Set<string>()];
  for (const condition of conditionsOf(criteria)) {
    const column = columnOf(condition.field, schema);
    columns.add(column);
    if (OPERATORS[condition.operator].looks === 'back') priorColumns.add(column);
  }
  const judge = compilePart(criteria, schema);
  const evaluate = (change: RecordChange, tally?: Tally): Verdict =>
    change.operation === 'read' ? 'no_match' : judge(change, tally);
  return { evaluate, columns, priorColumns };
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
    return (change, tally) => negate(judge(change, tally));
  }
  const judges = part.of.map((each) => compilePart(each, schema));
  const decides = part.kind === 'all' ? 'no_match' : 'match';
  return (change, tally) => fold(judges, decides, (judge) => judge(change, tally));
}

function compileCondition(condition: Condition, schema: ModuleSchema): Judge {
  const operator = OPERATORS[condition.operator];
  return operator.looks === 'back'
    ? lookBack(condition, operator, schema)
    : lookAtValue(condition, operator, schema);
}

function lookAtValue(condition: Condition, operator: ValueOperator, schema: ModuleSchema): Judge {
  const read = fieldReader(condition.field);
  const test = operator.compile(condition, fieldType(condition.field, schema) ?? 'json');
  return (change, tally) => {
    const reading = read(change.operation === 'delete' ? change.before : change.after);
    return typeof reading === 'symbol' ? 'prior_unknown' : verdictOf(test(reading, tally));
  };
}

function lookBack(condition: Condition, operator: MovementOperator, schema: ModuleSchema): Judge {
  const read = fieldReader(condition.field);
  const test = operator.compile(condition, fieldType(condition.field, schema) ?? 'json');
  return (change, tally) => {
    if (change.operation === 'delete') return 'no_match';
    const created = change.operation === 'create';
    const before = created ? undefined : read(change.before);
    return test({ created, before, after: read(change.after) }, tally);
  };
}
