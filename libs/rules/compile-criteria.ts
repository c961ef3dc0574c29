/** Compiling criteria into closures, so that judging a change parses nothing and looks nothing up twice. */
import { UpshotError } from '@upshot/errors';
import type { ModuleSchema, RecordChange } from '@upshot/values';
import { compileCondition, type CompileCondition, type Judge } from './compile-condition.ts';
import { MAX_CRITERIA_DEPTH, type Condition, type Criteria, type Verdict } from './criteria.ts';
import { NO_CONTEXT, type EvaluationContext } from './evaluation-context.ts';
import { columnOf } from './field-type.ts';
import { fold, negate } from './kleene.ts';
import { OPERATORS } from './operators/index.ts';

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

/**
 * Compiles `criteria` for records of `schema`. What `checkCriteria` would refuse compiles all the same and is false:
 * an unknown field is absent, an operand of the wrong shape is unlike. Only nesting beyond MAX_CRITERIA_DEPTH
 * throws (`definition_invalid`). Whoever compiles many can share what is compiled of equal conditions (`compileLeaf`).
 */
export function compileCriteria(
  criteria: Criteria,
  schema: ModuleSchema,
  compileLeaf: CompileCondition = compileCondition,
): CompiledCriteria {
  conditionsOf(criteria);
  const judge = compilePart(criteria, schema, compileLeaf);
  return {
    evaluate: (change, context = NO_CONTEXT) =>
      change.operation === 'read' ? 'no_match' : judge(change, context),
    get columns() {
      return whatIsRead(criteria, schema).columns;
    },
    get priorColumns() {
      return whatIsRead(criteria, schema).priorColumns;
    },
    get lookups() {
      return whatIsRead(criteria, schema).lookups;
    },
  };
}

/** The record's own columns that `criteria` read. */
export const columnsOf = (criteria: Criteria, schema: ModuleSchema): ReadonlySet<string> =>
  whatIsRead(criteria, schema).columns;

function whatIsRead(criteria: Criteria, schema: ModuleSchema) {
  const [columns, priorColumns, lookups] = [new Set<string>(), new Set<string>(), new Set<string>()];
  for (const { field, operator, related } of conditionsOf(criteria)) {
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

function compilePart(part: Criteria, schema: ModuleSchema, compileLeaf: CompileCondition): Judge {
  if (part.kind === 'condition') return compileLeaf(part, schema);
  if (part.kind === 'not') {
    const judge = compilePart(part.of, schema, compileLeaf);
    return (change, context) => negate(judge(change, context));
  }
  const judges = part.of.map((each) => compilePart(each, schema, compileLeaf));
  return folded(judges, part.kind === 'all' ? 'no_match' : 'match');
}

/** What `fold` says of the judges; where each can say, which is nearly always, in one comparison for each. */
function folded(judges: readonly Judge[], decides: Verdict): Judge {
  const otherwise = negate(decides);
  return (change, context) => {
    let verdict = otherwise;
    for (const judge of judges) {
      const each = judge(change, context);
      if (each === decides) return each;
      if (each !== otherwise) verdict = fold([verdict, each], decides, (one) => one);
    }
    return verdict;
  };
}
