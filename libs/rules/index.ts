/** Criteria: checked, compiled, evaluated. Pure. */
export { MAX_CRITERIA_DEPTH, OPERATOR_NAMES, type Condition, type Criteria, type OperatorName, type Verdict } from './criteria.ts';
