/** Checking criteria against a module's schema, before a definition that holds them is accepted. */
import type { ModuleSchema } from '@upshot/values';
import { checkOperand, type OperandProblemCode } from './check-operand.ts';
import { MAX_CRITERIA_DEPTH, type Condition, type Criteria } from './criteria.ts';
import { checkSent } from './check-sent.ts';
import { fieldType } from './field-type.ts';
import { OPERATORS } from './operators/index.ts';

export interface CriteriaProblem {
  readonly code:
    | 'unknown_field'
    | 'unknown_lookup'
    | 'operator_not_for_type'
    | 'operator_not_for_related'
    | 'too_deep'
    | OperandProblemCode;
  /** The place in the criteria, as a JSON pointer: `/of/0/operator`. */
  readonly path: string;
  /** What is wrong there, to be read after the place; holds no operand. */
  readonly message: string;
}

/** Everything that is wrong with `criteria` on records of `schema`; empty where they can be compiled. */
export const checkCriteria = (criteria: Criteria, schema: ModuleSchema): readonly CriteriaProblem[] =>
  checkPart(criteria, schema, '', 0);

function checkPart(
  part: Criteria,
  schema: ModuleSchema,
  path: string,
  depth: number,
): readonly CriteriaProblem[] {
  if (part.kind === 'condition') return checkCondition(part, schema, path);
  if (depth === MAX_CRITERIA_DEPTH) {
    return [{ code: 'too_deep', path, message: `is nested deeper than ${MAX_CRITERIA_DEPTH} groups` }];
  }
  if (part.kind === 'not') return checkPart(part.of, schema, `${path}/of`, depth + 1);
  return part.of.flatMap((each, place) => checkPart(each, schema, `${path}/of/${place}`, depth + 1));
}

function checkCondition(
  condition: Condition,
  schema: ModuleSchema,
  path: string,
): readonly CriteriaProblem[] {
  const { related } = condition;
  if (related === undefined) return checkField(condition, schema, path);
  const there = Object.hasOwn(schema.related ?? {}, related) ? schema.related?.[related] : undefined;
  if (there === undefined) {
    return [
      { code: 'unknown_lookup', path: `${path}/related`, message: `is not a lookup of ${schema.module}` },
    ];
  }
  if (OPERATORS[condition.operator].looks === 'back') {
    const message = 'does not apply to a related record';
    return [{ code: 'operator_not_for_related', path: `${path}/operator`, message }];
  }
  return checkField(condition, there.schema, path);
}

function checkField(condition: Condition, schema: ModuleSchema, path: string): readonly CriteriaProblem[] {
  const unsent = checkSent(condition, schema);
  if (unsent !== null) return [{ ...unsent, path: `${path}${unsent.path}` }];
  const type = fieldType(condition.field, schema);
  if (type === undefined) {
    return [{ code: 'unknown_field', path: `${path}/field`, message: `is not a field of ${schema.module}` }];
  }
  const operator = OPERATORS[condition.operator];
  if (!operator.types.includes(type)) {
    const message = `does not apply to a field of type ${type}`;
    return [{ code: 'operator_not_for_type', path: `${path}/operator`, message }];
  }
  const found = checkOperand(operator.operand, condition.operand, type);
  return found.map(({ code, message, path: inside }) => ({
    code,
    message,
    path: `${path}/operand${inside}`,
  }));
}
