/** Compiling one condition into a closure that parses nothing and looks up nothing twice. */
import { fieldReader, type ModuleSchema, type RecordChange } from '@upshot/values';
import type { Condition, Verdict } from './criteria.ts';
import type { EvaluationContext } from './evaluation-context.ts';
import { fieldType } from './field-type.ts';
import { verdictOf } from './kleene.ts';
import { OPERATORS } from './operators/index.ts';
import type { MovementOperator, Operator, ValueOperator } from './operators/operator.ts';

/** Judges one change. Never throws. */
export type Judge = (change: RecordChange, context: EvaluationContext) => Verdict;
export type CompileCondition = (condition: Condition, schema: ModuleSchema) => Judge;

/** Compiles `condition` for records of `schema`; an unknown field is absent, an operand of the wrong shape is unlike. */
export function compileCondition(condition: Condition, schema: ModuleSchema): Judge {
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
