/** Criteria: checked, compiled, evaluated. Pure. */
export { ColumnsRead } from './rule-index/columns-read.ts';
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
export { buildRuleIndex, type RuleIndex } from './rule-index.ts';
export type { IndexOptions } from './rule-index/index-options.ts';
export type { Candidates, Rule, RuleEntry, Schemas } from './rule-index/rule.ts';
export {
  holdsRelativeDate,
  RELATIVE_STARTS,
  type RelativeDate,
  type RelativeStart,
} from './relative-date.ts';
export { newTally, type CountingTally, type Tally } from './tally.ts';
