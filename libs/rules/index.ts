/** Criteria: checked, compiled, evaluated. Pure. */
export {
  MAX_CRITERIA_DEPTH,
  OPERATOR_NAMES,
  UNDECIDED,
  type Condition,
  type Criteria,
  type OperatorName,
  type Undecided,
  type Verdict,
} from './criteria.ts';
export { checkCriteria, type CriteriaProblem } from './check-criteria.ts';
export { compileCriteria, conditionsOf, type CompiledCriteria } from './compile-criteria.ts';
export { NO_CONTEXT, type EvaluationContext, type RelatedReading } from './evaluation-context.ts';
export { fieldType } from './field-type.ts';
export { OPERATORS } from './operators/index.ts';
export type { Operator, OperandKind } from './operators/operator.ts';
export { buildRuleSet, type Rule, type RuleEntry, type RuleSet, type Schemas } from './rule-set.ts';
export { newTally, type CountingTally, type Tally } from './tally.ts';
